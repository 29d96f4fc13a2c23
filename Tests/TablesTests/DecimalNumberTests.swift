import Screen
import Statistics
import Tables
import Testing

struct DecimalNumberTests {
    @Test(arguments: [
        "0", "-0", "+0", "0.0", "-0.0e5", "1", "-1", "+1.5", ".5", "5.", "1e5", "1E+5", "1e-5", "00012.500",
        "9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000001", "18446744073709551615",
        "18446744073709551616", "9999999999999999999", "99999999999999999999", "1e22", "1e23", "8.5e22",
        "1e27",
        "1e28", "1e-22", "1e-23", "1e-27", "1e-28", "123456789012345678e-27", "1e308",
        "1.7976931348623157e308",
        "1.7976931348623159e308", "1e309", "-1e400", "5e-324", "2e-324", "1e-400", "2.2250738585072011e-308",
        "2.2250738585072014e-308", "0.1", "0.30000000000000004", "3.14159265358979323846264338327950288",
        "0.000000000000000000000000000000000000001", "6.631236846766476e-316", "7.2057594037927933e16",
        "100000000000000000000000000000000000000000", "1e00000000000000000005", "0e99999999999999999999",
        "1e-99999999999999999999", "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126", "4503599627370496.5", "4503599627370497.5",
    ])
    func `a number is the double nearest to its text`(text: String) {
        #expect(parseDouble(text)?.bitPattern == Double(text)?.bitPattern)
        #expect(parseDouble(text) != nil)
    }

    @Test(arguments: [
        "", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e5.0", "--1", "+-1", "1 ", " 1", "1,5", "1.2.3",
        "1_000",
        "nan", "NaN", "inf", "-Infinity", "0x1p3", "0x10", "n/a", "١", "1f", "1d", "½", "1\0",
    ])
    func `text that is no decimal number is refused`(text: String) {
        #expect(parseDouble(text) == nil)
    }

    @Test func `random doubles come back bit for bit from their description`() {
        var generator = SeededGenerator(Seed(4))
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(parseDouble(value.description)?.bitPattern == value.bitPattern, "\(value)")
            let small = generator.normal()
            #expect(parseDouble(small.description)?.bitPattern == small.bitPattern, "\(small)")
            let single = Float(small)
            #expect(parseDouble(single.description) == Double(single.description), "\(single)")
        }
    }

    @Test func `random decimals agree with the standard library`() {
        var generator = SeededGenerator(Seed(5))
        for _ in 0..<40_000 {
            var text = ["", "-", "+"][generator.index(below: 3)]
            text += digits(generator.index(below: 22), &generator)
            if generator.index(below: 3) > 0 { text += "." + digits(generator.index(below: 22), &generator) }
            if generator.index(below: 2) == 0 {
                text += "e" + ["", "-", "+"][generator.index(below: 3)]
                text += String(generator.index(below: [8, 40, 340][generator.index(below: 3)]))
            }
            #expect(parseDouble(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test func `numbers halfway between two doubles round to even`() {
        var generator = SeededGenerator(Seed(6))
        for _ in 0..<5000 {
            // 2^53 + odd: exactly halfway between neighbours that are 2 apart.
            let middle = (UInt64(1) << 53) + (generator.next() >> 12) * 2 + 1
            for text in ["\(middle)", "\(middle).0", "\(middle)0e-1", "\(middle)00e-2"] {
                #expect(parseDouble(text) == Double(text), "\(text)")
            }
        }
    }
}

private func digits(_ count: Int, _ generator: inout SeededGenerator) -> String {
    String((0..<count).map { _ in Character(UnicodeScalar(UInt8(48 + generator.index(below: 10)))) })
}

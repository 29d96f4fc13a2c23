import Readouts
import Screen
import Testing

struct PlausibleValuesTests {
    private func fault(_ text: String) throws -> Rejection? {
        let readout = try readout(plain(["B01,1,2", "C01,3,\(text)"]))
        do {
            try checkPlausible(readout)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["1e31", "-1e31", "1.7976931348623157e308", "1.0000000000000002e30"])
    func `a value whose square could overflow is refused with its place`(text: String) throws {
        let fault = try #require(try fault(text))
        #expect(fault.rule == "not-plausible")
        #expect(fault.row == 3)
        #expect(fault.column == "f1")
        #expect(fault.value == Double(text)?.description)
    }

    @Test(arguments: ["1e30", "-1e30", "0", "-0", "5e-324", "12345.678"])
    func `any smaller value is not`(text: String) throws {
        #expect(try fault(text) == nil)
    }
}

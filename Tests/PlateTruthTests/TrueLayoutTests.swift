import PlateTruth
import Screen
import Testing

@Suite struct TrueLayoutTests {
    private static let all = TrueLayout.ofOnePlate + [.plate(Barcode("B 7"))]

    @Test(arguments: PlateFormat.allCases)
    func `a well is read where the layout has it, and back`(format: PlateFormat) {
        for layout in Self.all {
            var lost = 0
            for well in format.positions {
                guard let read = layout.readPosition(of: well, on: format) else {
                    lost += 1
                    continue
                }
                #expect(layout.designedPosition(of: read, on: format) == well)
            }
            switch layout {
            case .shifted(.down), .shifted(.up): #expect(lost == format.columns)
            case .shifted(.left), .shifted(.right): #expect(lost == format.rows)
            default: #expect(lost == 0)
            }
        }
    }

    @Test func `the corner of a plate goes where one expects it`() throws {
        let corner = try #require(WellPosition("A01"))
        func read(_ layout: TrueLayout) -> String? { layout.readPosition(of: corner, on: .wells384)?.label }
        #expect(read(.designed) == "A01")
        #expect(read(.rotated) == "P24")
        #expect(read(.mirroredLeftRight) == "A24")
        #expect(read(.mirroredTopBottom) == "P01")
        #expect(read(.shifted(.down)) == "B01")
        #expect(read(.shifted(.right)) == "A02")
        #expect(read(.shifted(.up)) == nil)
        #expect(read(.shifted(.left)) == nil)
        #expect(read(.plate(Barcode("B"))) == "A01")
    }

    @Test func `each layout is what its text says`() {
        for layout in Self.all { #expect(TrueLayout(layout.description) == layout) }
        #expect(Set(Self.all.map(\.description)).count == Self.all.count)
    }

    @Test(arguments: ["", "rotate", "Rotated", "plate:", "plate", "shifted", "shifted-2", "designed "])
    func `no other text is a layout`(text: String) {
        #expect(TrueLayout(text) == nil)
    }
}

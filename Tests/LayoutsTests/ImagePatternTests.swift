import Layouts
import Screen
import Testing

@Suite struct ImagePatternTests {
    private let well = WellID(plate: Barcode("R001/P 1"), position: WellPosition(row: 27, column: 6))

    private func address(_ pattern: String, _ well: WellID) throws -> String {
        let campaign = try #require(CampaignID("bcl2"))
        return try ImagePattern(pattern).address(of: well, campaign: campaign)
    }

    @Test func `fields are filled in and stay within their part of the address`() throws {
        #expect(try address("https://a.b/{plate}/{well}.png", well) == "https://a.b/R001%2FP%201/AB07.png")
        #expect(
            try address("http://a.b:80/{campaign}?p={plate}&r={row}&c={column}&d={column:2}", well)
                == "http://a.b:80/bcl2?p=R001%2FP%201&r=AB&c=7&d=07"
        )
        let sly = WellID(plate: Barcode("\"><script>&#é"), position: WellPosition(row: 0, column: 11))
        #expect(
            try address("https://a.b/{plate}/{well}", sly) == "https://a.b/%22%3E%3Cscript%3E%26%23%C3%A9/A12"
        )
    }

    @Test(arguments: [
        "javascript:alert(1)//{plate}{well}", "file:///{plate}/{well}", "//a.b/{plate}/{well}", "",
        "https:///{plate}/{well}", "https://{plate}.b/{well}", "https://user:word@a.b/{plate}/{well}",
        "https://a.b/{plate}/{well", "https://a.b/{plate}/{}", "https://a.b/{plate}/{column:3}{row}",
        "https://a.b/{plate}/{row}.png", "https://a.b/{well}.png", "https://a.b/x y/{plate}/{well}",
        "https://a.b/\"/{plate}/{well}", "https://a.b/<{plate}>/{well}", "https://a.b/{plate}/{well}\u{7}",
    ])
    func `a pattern that is no address of a well's picture is refused`(pattern: String) {
        #expect(throws: LayoutFault.self) { try ImagePattern(pattern) }
    }
}

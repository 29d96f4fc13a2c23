import Layouts
import Screen
import Testing

@Suite struct BarcodeRecognitionTests {
    private static let patterns = [
        "{campaign}-R{round:3}-P{plate:2}", "X{round}_{plate:4}", "LAB9.{round:1}.{plate:1}",
        "{plate}x{round}", "7{campaign}-{round:2}x1{plate}", "{round}",
    ]

    @Test(arguments: patterns)
    func `every barcode that a pattern gives is recognised`(text: String) throws {
        let pattern = try BarcodePattern(text)
        // the last two could themselves be pieces of a pattern
        for campaign in [campaign("bcl2"), campaign("R1-P2"), campaign("7")] {
            let every = (0...1_200).map { ($0, 1 + $0 % 120) }
            let some = (1...120).flatMap { plate in [0, 7, 1_000].map { ($0, plate) } }
            for (round, plate) in every + some {
                let barcode = pattern.barcode(campaign: campaign, round: round, plate: plate)
                guard !pattern.couldName(barcode, campaign: campaign) else { continue }
                Issue.record("\(barcode) of \(text) is not recognised")
            }
        }
    }

    @Test(arguments: [
        "", "bcl2", "bcl2-R004-P", "bcl2-R04-P01", "bcl2-R004-P1", "bcl2-R004P01", "bcl2-r004-p01",
        "BCL2-R004-P01", "bcl-R004-P01", "bcl22-R004-P01", "xbcl2-R004-P01", "bcl2-R004-P01x",
        "bcl2-R004-P01-", " bcl2-R004-P01", "bcl2-R0a4-P01", "bcl2-R-04-P01", "bcl2-R٠٠٤-P01",
    ])
    func `a near miss is not`(text: String) {
        #expect(!BarcodePattern.standard.couldName(Barcode(text), campaign: campaign("bcl2")))
    }

    @Test func `another campaign's barcode is not, where the pattern names the campaign`() throws {
        let barcode = BarcodePattern.standard.barcode(campaign: campaign("bcl2"), round: 4, plate: 1)
        #expect(!BarcodePattern.standard.couldName(barcode, campaign: campaign("mcl1")))
        let shared = try BarcodePattern("P{round}-{plate}")
        let other = shared.barcode(campaign: campaign("bcl2"), round: 4, plate: 1)
        #expect(shared.couldName(other, campaign: campaign("mcl1")))
    }
}

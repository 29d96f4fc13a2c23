import Layouts
import Screen
import Statistics
import Testing

@Suite struct LayoutFaultTests {
    private func faultOf(
        pairs count: Int = 10,
        _ settings: LayoutSettings,
        guides: CampaignGuides? = nil
    ) -> LayoutFault? {
        do {
            _ = try batchLayouts(
                pairs: pairs(count),
                guides: guides ?? campaignGuides(genes(30)),
                settings: settings,
                campaign: campaign(),
                round: 1,
                seed: Seed(1)
            )
            return nil
        } catch { return error }
    }

    @Test func `controls that fill the plate are told with their numbers`() throws {
        let fault = try #require(
            faultOf(LayoutSettings(format: .wells96, emptyEdge: 2, controlsPerPlate: 16))
        )
        #expect(fault.key == "plates.controls-per-plate")
        #expect(
            fault.reason == """
                A 96-well plate with 2 empty rings has 32 wells, and 16 non-targeting, 16 cutting, 4 positive, \
                4 anchor wells leave none for samples.
                """
        )
    }

    @Test func `several plates need a barcode with a plate number`() throws {
        let pattern = try BarcodePattern("X{round}")
        let fault = try #require(faultOf(pairs: 100, LayoutSettings(barcodePattern: pattern)))
        #expect(fault.key == "plates.barcode")
        #expect(fault.reason.contains("2 plates"))
        #expect(faultOf(pairs: 10, LayoutSettings(barcodePattern: pattern)) == nil)
    }

    @Test func `a combination of a guide that is not there names gene and guide`() throws {
        let fault = try #require(faultOf(LayoutSettings(combinations: .listed([[1, 1], [1, 4]]))))
        #expect(fault.key == "plates.combinations")
        #expect(fault.reason == "[1, 4] asks for guide 4 of G02, which has 3.")
    }

    @Test func `a gene without guides is named`() throws {
        var guides = campaignGuides(genes(30))
        guides.guides[Gene("G03")] = []
        let fault = try #require(faultOf(LayoutSettings(), guides: guides))
        #expect(fault.key == "guides")
        #expect(fault.reason.contains("G03"))
    }

    @Test func `plates cannot be centred on a role without guides`() throws {
        let guides = campaignGuides(genes(30), controls: [.cutting: 2])
        #expect(faultOf(LayoutSettings(), guides: guides)?.key == "controls.non-targeting")
        var positive = campaignGuides(genes(30))
        positive.centring = .positive
        #expect(faultOf(LayoutSettings(), guides: positive)?.key == "profiles.centring")
    }

    @Test(arguments: ["A+B", "A\tB", "A\nB", " A", "A ", ""])
    func `a guide name that would break a platemap is refused`(name: String) {
        var guides = campaignGuides(genes(30))
        guides.guides[Gene("G01")] = [Guide(name, of: Gene("G01"))]
        #expect(faultOf(LayoutSettings(), guides: guides)?.key == "guides")
    }

    @Test func `a guide name stands for one guide`() {
        var guides = campaignGuides(genes(30))
        guides.guides[Gene("G01")] = [Guide("G02_g1", of: Gene("G01"))]
        #expect(faultOf(LayoutSettings(), guides: guides)?.key == "guides")
        guides = campaignGuides(genes(30))
        guides.guides[Gene("G01")] = [Guide("x", of: Gene("G01")), Guide("x", of: Gene("G01"))]
        #expect(faultOf(LayoutSettings(), guides: guides)?.key == "guides")
    }

    @Test(arguments: [
        (LayoutSettings(emptyEdge: 8), "plates.empty-edge"),
        (LayoutSettings(emptyEdge: -1), "plates.empty-edge"),
        (LayoutSettings(doubleReplicates: 0), "plates.double-replicates"),
        (LayoutSettings(singleReplicates: 0), "plates.single-replicates"),
        (LayoutSettings(controlsPerPlate: 0), "plates.controls-per-plate"),
        (LayoutSettings(positivesPerPlate: -1), "plates.positives-per-plate"),
        (LayoutSettings(anchorsPerPlate: 385), "plates.anchors-per-plate"),
        (LayoutSettings(combinations: .listed([])), "plates.combinations"),
        (LayoutSettings(combinations: .listed([[1]])), "plates.combinations"),
        (LayoutSettings(combinations: .listed([[0, 1]])), "plates.combinations"),
        (LayoutSettings(combinations: .listed([[1, 1], [1, 1]])), "plates.combinations"),
    ])
    func `a number out of bounds names its key`(settings: LayoutSettings, key: String) {
        #expect(throws: LayoutFault.self) { try settings.check() }
        #expect(faultOf(settings)?.key == key)
    }
}

@Suite struct BarcodePatternTests {
    @Test(arguments: [
        ("{campaign}-R{round:3}-P{plate:2}", "bcl2-R007-P12"),
        ("X{round}_{plate:4}", "X7_0012"),
        ("LAB9.{round:1}.{plate:1}", "LAB9.7.12"),
    ])
    func `fields are filled in and padded`(text: String, barcode: String) throws {
        let pattern = try BarcodePattern(text)
        #expect(pattern.barcode(campaign: campaign("bcl2"), round: 7, plate: 12).text == barcode)
    }

    @Test func `the standard pattern is what its text says`() throws {
        #expect(try BarcodePattern(BarcodePattern.standard.text) == .standard)
    }

    @Test(arguments: [
        "", "plate", "{campaign}-{plate}", "{round", "{rounds}", "{round:}", "{round:0}", "{round:10}",
        "{campaign:2}",
        "{round}{plate}", "{round}1{plate}", "{round}/{plate}", "P {round}", "{round}}", "../{round}",
        "-{round}",
        "Ä{round}", "{round}-{plate:2:3}", "{round}-" + String(repeating: "x", count: 60),
    ])
    func `what cannot name plates is refused`(text: String) {
        #expect(throws: LayoutFault.self) { try BarcodePattern(text) }
    }
}

import Readouts
import Screen
import Testing

struct ControlNameTests {
    @Test(arguments: [
        ("EMPTY_control", [WellRole.untreated]), ("no-guide", [.untreated]), ("empty", [.untreated]),
        ("non-targeting", [.nonTargeting]), ("nontargeting", [.nonTargeting]),
        ("Non Targeting Control", [.nonTargeting]), ("NTC_3", [.nonTargeting]), ("sgNT-12", [.nonTargeting]),
        ("Ctrl_Fluc", [.nonTargeting]), ("cutting", [.cutting]), ("AAVS1_guide_2", [.cutting]),
        ("poscon", [.positive]), ("poscon_diverse", [.positive]), ("positive_control", [.positive]),
        ("CRISPR_control", [.nonTargeting, .cutting]), ("negcon", [.nonTargeting, .cutting, .untreated]),
        ("DMSO", [.untreated, .nonTargeting, .cutting]),
        ("control", [.nonTargeting, .cutting, .untreated, .positive]),
        ("MCL1", []), ("", []), ("g1", []), ("12", []),
    ])
    func `the names of all dialects stand for roles`(name: String, roles: [WellRole]) {
        #expect(ControlNames.roles(of: name) == roles)
    }

    @Test(arguments: [
        // A01 non-targeting, A02 untreated, A03 positive, C01 a double.
        ("A01", "treatment", "CRISPR_control", true), ("A01", "treatment", "EMPTY_control", false),
        ("A01", "treatment", "negcon", true), ("A01", "control_type", "negcon", true),
        ("A01", "control_type", "poscon_cp", false), ("A01", "pert_type", "control", true),
        ("A01", "pert_type", "trt", false), ("A02", "treatment", "EMPTY_control", true),
        ("A02", "treatment", "non-targeting", false), ("A02", "pert_type", "empty", true),
        ("A02", "gene", "no-guide", true), ("A03", "control_type", "poscon_diverse", true),
        ("A03", "pert_type", "trt", true), ("A03", "gene_a,gene_b", "PLK1,non-targeting", true),
        ("A03", "gene", "non-targeting", false), ("C01", "pert_type", "trt", true),
        ("C01", "pert_type", "control", false), ("C01", "control_type", "negcon", false),
        ("C01", "well_type", "something of ours", true),
    ])
    func `a name of another kind of control than the layout's is a contradiction`(
        place: String,
        columns: String,
        cells: String,
        agrees: Bool
    ) {
        let blank = String(repeating: ",", count: columns.count { $0 == "," })
        let fault = rejection(plain(["P24,0,\(blank)", "\(place),1,\(cells)"], columns: "f0,\(columns)"))
        #expect((fault == nil) == agrees)
        #expect(agrees || fault?.rule == "content-conflict")
    }

    @Test func `the lab's own names count before those that everybody knows`() throws {
        let text = plain(["A01,1,house mix", "A02,2,NTC"], columns: "f0,treatment")
        var profile = try sniff(text).profile
        profile.controlNames = ["house mix": .positive, "NTC": .untreated]
        var context = Campaign.context
        context.profile = profile
        #expect(droppedRejection(text, context: context)?.value == "house mix")
        profile.controlNames = ["house mix": .nonTargeting, "NTC": .untreated]
        context.profile = profile
        #expect(droppedRejection(text, context: context) == nil)
        context.profile = nil
        #expect(droppedRejection(text, context: context)?.value == "NTC")
    }

    @Test func `cells without a guide go by any of their names in a JUMP platemap`() throws {
        let text = "well_position\tbroad_sample\nA01\tNT_1\nA02\tno-guide\nA03\tEMPTY_control\nA04\t\n"
        let map = try platemap(text, fileName: "X.txt")
        #expect(map.layouts.first?.wells[well("A02")] == WellContent(role: .untreated))
        #expect(map.layouts.first?.wells[well("A03")] == WellContent(role: .untreated))
        #expect(
            rejection("well_position\tbroad_sample\nA01\tnegcon\n", fileName: "X.txt")?.rule
                == "unknown-guide"
        )
    }
}

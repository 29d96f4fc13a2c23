import Readouts
import Screen
import Testing

struct ContentClaimTests {
    @Test(arguments: [
        // (columns, cells of well C01: BCL2L1_g1 + MCL1_g2)
        ("gene", "BCL2L1+MCL1"), ("gene", "MCL1 + BCL2L1"), ("gene_a,gene_b", "MCL1,BCL2L1"),
        ("guide_a,guide_b", "BCL2L1_g1,MCL1_g2"), ("guide", "MCL1_g2+BCL2L1_g1"),
        ("treatment", "BCL2L1_g1+MCL1"),
        ("gene", ""), ("gene", "NA"), ("role", "double"), ("role", "trt"), ("broad_sample", "BRDN0001480888"),
        ("broad_sample", "BCL2L1_g1+MCL1_g2"),
        ("gene_a,guide_a,gene_b,guide_b", "BCL2L1,BCL2L1_g1,MCL1,MCL1_g2"),
    ])
    func `what a double's row says is let through where it agrees`(columns: String, cells: String) {
        #expect(fault(columns, cells, at: "C01") == nil)
    }

    @Test(arguments: [
        ("gene", "BCL2L1"), ("gene", "BCL2L1+USP7"), ("gene", "BCL2L1+MCL1+USP7"), ("gene_a,gene_b", "MCL1,"),
        ("gene", "XYZ1"), ("gene", "non-targeting"), ("guide_a,guide_b", "BCL2L1_g2,MCL1_g2"),
        ("guide", "BCL2L1_g1"), ("treatment", "BCL2L1_g2+MCL1_g2"), ("treatment", "EMPTY_control"),
        ("role", "single"), ("role", "empty"), ("broad_sample", "BCL2L1_g1+MCL1_g1"),
        ("Metadata_gene", "mcl1+bcl2l1"),
    ])
    func `a double's row that says something else is refused`(columns: String, cells: String) {
        let fault = fault(columns, cells, at: "C01")
        #expect(fault?.rule == "content-conflict")
        #expect(fault?.row == 3)
        #expect(fault?.column == columns.split(separator: ",").first.map(String.init))
        #expect(fault?.expected == "BCL2L1_g1 + MCL1_g2")
        #expect(fault?.reason.contains("well C01") == true)
    }

    @Test(arguments: [
        // B01 is a single: MCL1_g1 + NT_1.
        ("gene", "MCL1", true), ("gene_a,gene_b", "MCL1,", true),
        ("gene_a,gene_b", "MCL1,non-targeting", true),
        ("guide_a,guide_b", "MCL1_g1,NT_1", true), ("guide_a,guide_b", "NT_1,MCL1_g1", true),
        ("guide", "MCL1_g1", true), ("treatment", "MCL1_g1", true), ("role", "anchor", true),
        ("guide_a,guide_b", "MCL1_g1,NT_2", false), ("guide", "NT_1", false), ("gene", "USP7", false),
        ("treatment", "CRISPR_control", false), ("gene", "MCL1+USP7", false),
    ])
    func `a single's control guide may go unmentioned, its gene may not`(
        columns: String,
        cells: String,
        agrees: Bool
    ) {
        #expect((fault(columns, cells, at: "B01") == nil) == agrees)
    }

    @Test(arguments: [
        ("A01", "gene", "non-targeting", true), ("A01", "gene", "CRISPR_control", true),
        ("A01", "treatment", "our house control", true), ("A01", "guide", "NT_1+NT_2", true),
        ("A01", "guide", "NT_1", true), ("A01", "gene", "MCL1", false), ("A01", "guide", "MCL1_g1", false),
        ("A02", "gene", "EMPTY_control", true), ("A02", "treatment", "USP7_g1", false),
        ("A02", "guide", "NT_1", false), ("A03", "gene", "PLK1", true), ("A03", "gene", "poscon_cp", true),
        ("A03", "gene", "PLK4", false), ("A03", "role", "positive", true),
        ("A03", "role", "non-targeting", false),
    ])
    func `a control goes by any name but that of a gene or guide it does not hold`(
        place: String,
        columns: String,
        cells: String,
        agrees: Bool
    ) {
        #expect((fault(columns, cells, at: place) == nil) == agrees)
    }

    private func fault(_ columns: String, _ cells: String, at place: String) -> Rejection? {
        let blank = String(repeating: ",", count: columns.count { $0 == "," })
        return rejection(plain(["P24,0,\(blank)", "\(place),1,\(cells)"], columns: "f0,\(columns)"))
    }
}

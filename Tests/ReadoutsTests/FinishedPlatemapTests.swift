import Readouts
import Screen
import Tables
import Testing

struct FinishedPlatemapTests {
    private func map(_ text: String) throws -> FinishedPlatemap {
        try FinishedPlatemap(try TableReader.read(Array(text.utf8), limits: .standard))
    }

    private func rule(_ text: String) -> String? {
        do throws(Rejection) {
            _ = try FinishedPlatemap(try TableReader.read(Array(text.utf8), limits: .standard))
            return nil
        } catch {
            return error.rule
        }
    }

    @Test func `genes say what a well holds`() throws {
        let map = try map("plate,well,gene_a,gene_b\nP1,A1,,\nP1,A2,BAX,\nP1,A3,MCL1,BAX\n")
        let roles = map.contents.sorted { $0.key < $1.key }.map(\.value.role)
        #expect(roles == [.nonTargeting, .single, .double])
        #expect(map.context.genes == ["BAX", "MCL1"].map { Gene($0) })
        #expect(map.context.knownBarcodes == [Barcode("P1")])
    }

    @Test func `roles and guides are taken where they are named`() throws {
        let map = try map(
            "Plate,Well,role,gene_a,guide_a,gene_b,guide_b\nP1,B02,cutting,,AAVS1_1,,\nP1,B03,anchor,BAX,BAX_g2,,NT_1\n"
        )
        let contents = map.contents.sorted { $0.key < $1.key }.map(\.value)
        #expect(contents.map(\.role) == [.cutting, .anchor])
        #expect(contents[1].a?.name == "BAX_g2")
        #expect(map.context.controls[.cutting]?.map(\.name) == ["AAVS1_1"])
    }

    @Test(arguments: [
        ("plate,well,gene\nP1,A1,BAX\n", "unknown-columns"),
        ("plate,well,gene_a,gene_b\nP1,Z99Z,BAX,\n", "unknown-well"),
        ("plate,well,gene_a,gene_b\nP1,A1,BAX,BAX\n", "role-conflict"),
        ("plate,well,role,gene_a,gene_b\nP1,A1,double,BAX,\n", "role-conflict"),
        ("plate,well,role,gene_a,gene_b\nP1,A1,witness,BAX,\n", "unknown-role"),
        ("plate,well,gene_a,gene_b\nP1,A1,BAX,\nP1,A01,MCL1,\n", "duplicate-well"),
    ])
    func `a platemap that contradicts itself is refused`(text: String, expected: String) {
        #expect(rule(text) == expected)
    }
}

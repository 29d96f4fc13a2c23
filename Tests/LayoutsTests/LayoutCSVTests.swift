import Layouts
import Screen
import Testing

@Suite struct LayoutCSVTests {
    @Test func `the table lists plates by barcode and wells row by row`() throws {
        let mcl1 = Guide("MCL1_g1", of: Gene("MCL1"))
        let bcl2 = Guide("BCL2_g2", of: Gene("BCL2"))
        let control = Guide("NT,\"1\"", of: nil)
        let second = PlateLayout(
            barcode: Barcode("P2"),
            format: .wells96,
            wells: [
                WellPosition(row: 1, column: 0): WellContent(role: .double, a: mcl1, b: bcl2),
                WellPosition(row: 0, column: 11): WellContent(role: .single, a: mcl1, b: control),
            ]
        )
        let first = PlateLayout(
            barcode: Barcode("P1"),
            format: .wells96,
            wells: [WellPosition(row: 7, column: 1): WellContent(role: .untreated)]
        )
        #expect(
            layoutCSV([second, first]) == """
                plate,well,role,gene_a,guide_a,gene_b,guide_b
                P1,H02,untreated,,,,
                P2,A12,single,MCL1,MCL1_g1,,"NT,""1""\"
                P2,B01,double,BCL2,BCL2_g2,MCL1,MCL1_g1

                """
        )
    }
}

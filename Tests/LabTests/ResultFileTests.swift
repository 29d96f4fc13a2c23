import Screen
import Tables
import Testing

@testable import Lab

@Suite struct ResultFileTests {
    static let readings = [3, 4].map { column in
        WellReading(
            well: WellID(plate: Barcode("S-R001-P01"), position: WellPosition(row: 1, column: column)),
            content: WellContent(
                role: .single,
                a: Guide("MCL1_g1", of: Gene("MCL1")),
                b: Guide("NT_1", of: nil)
            ),
            embedding: [0.035_931_412_3, -57_631.25 - Double(column)],
            cells: 812,
            synthetic: true
        )
    }

    @Test func `the RxRx3 dialect names a well by well_id, plate and address`() {
        let style = ResultStyle(dialect: .rxrx3, tabs: false, gzip: false)
        #expect(
            resultText(Self.readings, features: ["feature_0", "feature_1"], style: style) == """
                well_id,plate,address,gene,treatment,cell_count,feature_0,feature_1
                S-R001-P01_B04,S-R001-P01,B04,MCL1,MCL1_g1 + NT_1,812,0.03593141,-57634.25
                S-R001-P01_B05,S-R001-P01,B05,MCL1,MCL1_g1 + NT_1,812,0.03593141,-57635.25

                """
        )
    }

    @Test func `the JUMP dialect has metadata columns`() {
        let style = ResultStyle(dialect: .jump, tabs: true, gzip: false)
        let text = resultText(Self.readings, features: ["a", "b"], style: style, checkpoint: "v1")
        #expect(
            text.split(separator: "\n").first
                == "Metadata_Plate\tMetadata_Well\tMetadata_Symbol\tMetadata_Count_Cells\tMetadata_Checkpoint\ta\tb"
        )
    }

    @Test(arguments: ResultStyle.Dialect.allCases)
    func `made-up readings beside measured ones are marked`(dialect: ResultStyle.Dialect) {
        let first = Self.readings[0]
        let measured = WellReading(
            well: first.well,
            content: first.content,
            embedding: first.embedding,
            cells: first.cells,
            synthetic: false
        )
        let style = ResultStyle(dialect: dialect, tabs: false, gzip: false)
        let lines = resultText([measured, Self.readings[1]], features: ["a", "b"], style: style)
            .split(separator: "\n")
        #expect(lines[0].hasSuffix(dialect == .jump ? ",Metadata_Well_Type,a,b" : ",well_type_label,a,b"))
        #expect(lines[1].contains(",measured,") && lines[2].contains(",synthetic,"))
    }

    @Test(arguments: 0..<8)
    func `every style is read back`(turn: Int) throws {
        let style = ResultStyle(turn: turn)
        let bytes = resultFile(Self.readings, features: ["a", "b"], style: style)
        #expect(Gzip.isGzip(bytes) == style.gzip)
        let table = try TableReader.read(bytes, limits: .standard)
        #expect(table.rowCount == 2)
        let column = try #require(table.column(named: "b"))
        #expect(table.number(row: 1, column: column) == -57_635.25)
    }

    @Test(arguments: [
        (1.0, "1.000000"), (0.0, "0"), (123_456_789.0, "123456789"), (0.001_234_567_89, "0.001234568"),
    ])
    func `figures have seven significant digits`(value: Double, text: String) {
        #expect(figure(value) == text)
    }

    @Test func `each broken file is broken in its own way`() throws {
        func made(_ kind: BrokenKind) -> [UInt8] {
            brokenFile(kind, of: Self.readings, features: ["a", "b"], number: 7).bytes
        }
        #expect(made(.empty).isEmpty)
        #expect(throws: Rejection.self) { try TableReader.read(made(.empty), limits: .standard) }
        #expect(throws: Rejection.self) { try TableReader.read(made(.truncated), limits: .standard) }
        #expect(String(decoding: made(.notANumber), as: UTF8.self).hasSuffix(",NaN\n"))
        #expect(String(decoding: made(.semicolons), as: UTF8.self).contains("812;0,03593141;"))
        #expect(String(decoding: made(.unknownPlate), as: UTF8.self).contains("XS-R001-P01-7,B04"))
        #expect(!String(decoding: made(.missingColumn), as: UTF8.self).contains("Metadata_Well"))
    }
}

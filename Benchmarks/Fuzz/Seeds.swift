/// Whole files, small enough to be read by the thousand in a second.
enum Seeds {
    static let tableWords = [
        "plate", "well", "feature_1", "\"", "\"\"", ",", ";", "\t", "\r\n", "\n\n", "\u{FEFF}", "1,5", "nan",
        "sep=;\n",
        "A01", "AF48", "Metadata_", "\u{0}", "µ", "\u{1F9EC}", "1e400", ",,,,,,,,", "\"\n\"",
    ]

    static let arrayWords = [
        "\u{93}NUMPY", "'descr': '<f4'", "'fortran_order': True", "'shape': (3,)", "PK\u{1}\u{2}",
    ]

    static let tables: [[UInt8]] =
        results
        + [
            "a;b;c\r\n1,5;2;3\r\n4;5,25;-6e-3\r\n",
            "sep=;\na;b\n1;2\n",
            "name\tvalue\n\"a \"\"b\"\" c\"\t1.5\n\"two\nlines\"\t-2\n\n\t\n",
            "\u{FEFF}a,b\n1,2\n3,4\n",
            "a,b,c\n,,\n1,,3\n",
        ].map { Array($0.utf8) }
        + [[0xFF, 0xFE] + "a,b\n1,2\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }]

    /// More than the readers may unpack, in a few hundred bytes.
    static let bomb = Array("plate,well,f\n".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 300_000)

    static let results: [[UInt8]] =
        [
            """
            plate,well,role,cell_count,feature_0,feature_1,feature_2
            PILOT-01,B02,single,647,0.3048254,-2.030119,1e-5
            PILOT-01,B05,non-targeting,1125,0.1028930,-1.898492,0
            PILOT-01,C11,double,,0.5,12345678.125,-0.0

            """,
            """
            well_id,experiment_name,plate,address,gene,treatment,perturbation_type,feature_0,feature_1
            PILOT-01_B02,PILOT,01,B02,BAX,BAX_g1,CRISPR,0.25,1.5
            PILOT-01_B05,PILOT,01,B05,,CRISPR_control,CRISPR,0.125,-1.5

            """,
            """
            Metadata_Plate\tMetadata_Well\tMetadata_Symbol\tMetadata_Count_Cells\tCells_AreaShape_Area\tNuclei_X
            PILOT-01\tB02\tBAX\t615\t-1.195180\t-0.42
            PILOT-01\tB05\tnegcon\t600\t1.5\t0.5

            """,
            """
            Plate;Well;emb_0;emb_1;emb_2;emb_3
            "PILOT-01";"B2";0,5;-1,25;3;1e-3
            "PILOT-01";"B5";0,75;2,5;-3;0

            """,
            """
            Instrument,Reader 7
            Plate Name,PILOT-01
            Read,2026-11-21

            Well,Row,Column,Signal 485,Signal 520
            B02,2,2,1042,77.5
            B05,2,5,998,60.25

            """,
            """
            Plate: PILOT-01
            <>,1,2,3,4,5,6,7,8,9,10,11,12
            A,1,2,3,4,5,6,7,8,9,10,11,12
            B,1,2,3,4,5,6,7,8,9,10,11,12
            C,1.5,2,3,4,5,6,7,8,9,10,11,12
            D,1,2,3,4,5,6,7,8,9,10,11,12
            E,1,2,3,4,5,6,7,8,9,10,11,12
            F,1,2,3,4,5,6,7,8,9,10,11,12
            G,1,2,3,4,5,6,7,8,9,10,11,12
            H,1,2,3,4,5,6,7,8,9,10,11,12

            """,
        ].map { Array($0.utf8) }

    static let platemap = """
        plate,well,role,gene_a,guide_a,gene_b,guide_b
        PILOT-01,B02,single,BAX,BAX_g1,,NT_2
        PILOT-01,B05,non-targeting,,NT_1,,NT_2
        PILOT-01,C11,double,BAX,BAX_g1,MCL1,MCL1_g1
        PILOT-01,D01,untreated,,,,

        """

    static let platemaps: [[UInt8]] =
        [
            platemap,
            "well_position\tbroad_sample\nB02\tBAX_g1+NT_2\nB05\tNT_1+NT_2\nC11\tMCL1_g1+BAX_g2\nC12\t\n",
        ]
        .map { Array($0.utf8) }

    static let barcodeLists: [[UInt8]] =
        [
            "Assay_Plate_Barcode,Plate_Map_Name\nBR00117006,map-1\nBR00117007,map-1\nBR00118041,map-2\n",
            "Plate_Map_Name\tAssay_Plate_Barcode\tBatch\nmap-1\tPILOT-01\t3\n",
        ].map { Array($0.utf8) }

    static let samples: [[UInt8]] =
        [
            ",A (1),B (2),C (3),D (4)\nACH-000001,0,0.5,3.25,1\nACH-000002,2,0.125,,NA\n",
            "gene,one,two\nA,1.5,2\nB,0.25,3\nC,7,0\nD,1,1\n",
            "SequencingID,ModelID,IsDefaultEntryForModel,A (1),B (2),C (3),D (4)\nCDS-1,ACH-000001,Yes,0,1,2,3\n",
        ].map { Array($0.utf8) }

    /// NumPy's arrays of several types, orders and versions.
    static let arrays: [[UInt8]] = [
        array("<f4", "(2, 3)", 24), array("<f8", "(3, 2)", 48, isFortran: true), array(">f8", "(2,)", 16),
        array("<i8", "(2, 2)", 32), array("|u1", "(4,)", 4), array("<f2", "(2, 2)", 8),
        array("<U3", "(2,)", 24),
        array("|S4", "(2,)", 8), array("|b1", "(2,)", 2), array("<f4", "()", 4), array("<f4", "(0, 3)", 0),
        array("<f8", "(2, 2)", 32, version: 2),
    ]

    /// The wells that go with two rows of numbers.
    static let wells: [(name: String, content: [UInt8])] = [
        ("plate.npy", array("|S8", "(2,)", text: "PILOT-01PILOT-01")),
        ("well.npy", array("|S3", "(2,)", text: "B02B05")),
    ]

    private static func array(_ type: String, _ shape: String, text: String) -> [UInt8] {
        header(type, shape) + Array(text.utf8)
    }

    private static func array(
        _ type: String,
        _ shape: String,
        _ size: Int,
        isFortran: Bool = false,
        version: UInt8 = 1
    ) -> [UInt8] {
        header(type, shape, isFortran: isFortran, version: version) + (0..<size).map { UInt8($0 % 64) }
    }

    private static func header(
        _ type: String,
        _ shape: String,
        isFortran: Bool = false,
        version: UInt8 = 1
    ) -> [UInt8] {
        var text =
            "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }"
        while (text.utf8.count + 11) % 64 != 0 { text += " " }
        text += "\n"
        let length = text.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
            + (version == 1 ? [] : [0, 0]) + Array(text.utf8)
    }
}

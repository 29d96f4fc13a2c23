import Readouts
import Screen
import Statistics
import Tables

/// Small files with the columns that each dialect really has, of plate `demo-R001-P01`.
///
/// Sources: the READMEs of recursionpharma/rxrx-datasets (RxRx3-core), JUMP-Target and jump-cellpainting/datasets,
/// pycytominer's own tests, EFAAR_benchmarking's `data_loading.py`, exports of Gen5 and Harmony.
enum Fixture {
    static let wells = ["A01", "A02", "B01", "C01"]

    /// `gene, treatment` of RxRx3: a control guide, cells without a guide, a single, a double.
    private static let rxrx3Contents = [
        ",CRISPR_control", "EMPTY_control,EMPTY_control", "MCL1,MCL1_g1", "BCL2L1+MCL1,BCL2L1_g1 + MCL1_g2",
    ]

    /// RxRx3-core's metadata, joined with OpenPhenom's embedding by `well_id` as EFAAR does.
    static let rxrx3 = table(
        "well_id,experiment_name,plate,address,gene,treatment,SMILES,concentration,perturbation_type,cell_type",
        numbered("feature_", 0..<12),
        zip(wells, rxrx3Contents).map { "demo-R001-P01_\($0),demo-R001,P01,\($0),\($1),,,CRISPR,HUVEC" }
    )

    /// A production profile of JUMP (cpg0016) after pycytominer's `annotate`.
    static let jump = table(
        "Metadata_Source,Metadata_Plate,Metadata_Well,Metadata_JCP2022,Metadata_Symbol,Metadata_NCBI_Gene_ID,"
            + "Metadata_pert_type,Metadata_control_type,Metadata_Site_Count,Metadata_Count_Cells,"
            + "Metadata_Object_Count",
        [
            "Cells_AreaShape_Area", "Cells_AreaShape_Center_X", "Cells_Correlation_Correlation_DNA_AGP",
            "Cells_Number_Object_Number", "Cytoplasm_Intensity_MeanIntensity_ER",
            "Cytoplasm_Texture_Entropy_RNA_3_00_256", "Nuclei_AreaShape_Zernike_0_0",
            "Nuclei_Granularity_1_Mito", "Nuclei_Location_Center_Y", "Nuclei_Parent_Cells",
            "Nuclei_RadialDistribution_FracAtD_DNA_1of4", "Image_Granularity_2_DNA", "Image_Width_OrigDNA",
            "Image_ExecutionTime_01LoadData", "Mito_AreaShape_Area",
        ],
        zip(wells, ["", "", "MCL1", "BCL2L1+MCL1"]).enumerated().map { index, row in
            "source_13,demo-R001-P01,\(row.0),JCP2022_80000\(index),\(row.1),\(row.1.isEmpty ? "" : "4170"),"
                + "\(["negcon", "negcon", "trt", "trt"][index]),\(index < 2 ? "negcon" : ""),9,81\(index),812"
        }
    )

    /// An embedding aggregated by pycytominer: nothing tells its columns but their numbers.
    static let embedding = table(
        "Metadata_Plate,Metadata_Well,Metadata_CPD_WELL_POSITION,Metadata_Site,viability,is_control",
        numbered("efficientnet_", 0..<16),
        wells.enumerated().map { "demo-R001-P01,\($1),\($1.lowercased()),1,\(12 + $0),\($0 < 2 ? 1 : 0)" }
    )

    /// A map as EFAAR joins it for its benchmarks.
    static let efaar = table(
        "perturbation,gene,batch_id,plate,well,ncbi_gene_id",
        numbered("feature_", 0..<9),
        zip(wells, ["CRISPR_control", "EMPTY_control", "MCL1", "BCL2L1+MCL1"]).map {
            "\($1),\($1.contains("_") ? "" : $1),HUVEC-1,demo-R001-P01,\($0),4170"
        }
    )

    /// Harmony's `PlateResults.txt`: a block, rows and columns by number, a tab too many.
    static let harmony =
        "Database Name\tPhenix\n\nPlate Information\nPlate Name\tdemo-R001-P01\nMeasurement\tMeasurement 1\n"
        + "Evaluation\tEvaluation 2\n\n[Data]\n"
        + "Row\tColumn\tPlane\tTimepoint\tNuclei - Number of Objects\tNuclei - Nucleus Area [µm²] - Mean per Well\t"
        + "Nuclei - Intensity DNA - Mean per Well\tHeight [µm]\tTime [s]\tNumber of Analyzed Fields\t\n"
        + ["1\t1", "1\t2", "2\t1", "3\t1"].enumerated()
        .map { "\($1)\t1\t0\t\(300 + $0)\t12\($0).5\t0.\($0)4\t2\t0\t9\t\n" }.joined()

    /// Gen5, as a spreadsheet saves it: every line padded to one length, remarks behind the table.
    static let gen5 =
        "Software Version,3.08.01,,\n,,,\nPlate Number,Plate 1,,\nBarcode:,demo-R001-P01,,\nDate,2024-05-01,,\n,,,\n"
        + "Well,Area,OD:600,\nA01,10.5,0.25,\nA02,11.5,0.5,\nB01,9.5,0.75,\nC01,8.5,1.25,\n,,,\n"
        + "Reading ended,12:34,,\n"

    static func numbered(_ stem: String, _ numbers: Range<Int>) -> [String] { numbers.map { "\(stem)\($0)" } }

    private static func table(_ metadata: String, _ features: [String], _ rows: [String]) -> String {
        var random = SeededGenerator(Seed(7))
        var text = ([metadata] + features).joined(separator: ",") + "\n"
        for row in rows {
            let values = features.map { _ in "\(Double(Int.random(in: -999...999, using: &random)) / 100)" }
            text += ([row] + values).joined(separator: ",") + "\n"
        }
        return text
    }
}

/// What a file is, by its own account.
func sniff(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) throws -> SniffedProfile {
    switch try readTable(Array(text.utf8)) {
    case .rows(let table, let block):
        return try sniffProfile(table, block: block, fileName: fileName, context: context)
    case .grids(let grids):
        return sniffProfile(grids, fileName: fileName, context: context)
    }
}

func dropped(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) throws(Rejection) -> Drop {
    try readDrop(
        readTable(Array(text.utf8), profile: context.profile),
        fileName: fileName,
        context: context
    )
}

/// The wells of a file of results, after comparison with the campaign's layout.
func taken(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) throws -> [MeasuredWell] {
    guard case .readout(let readout) = try dropped(text, fileName: fileName, context: context) else {
        throw OtherDrop()
    }
    return try checkReadout(readout, against: Campaign.layouts, expecting: Campaign.expecting())
}

/// Why a file is set aside, header blocks and grids included; `nil` where it is taken.
func droppedRejection(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) -> Rejection? {
    do {
        _ = try taken(text, fileName: fileName, context: context)
        return nil
    } catch {
        return error as? Rejection
    }
}

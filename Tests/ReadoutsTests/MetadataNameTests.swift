import Readouts
import Testing

@Suite struct MetadataNameTests {
    @Test(arguments: [
        ("well_id", "well_id"), ("plate", "plate"), ("Metadata_Plate", "Metadata_Plate"), ("gene", "gene"),
        ("experiment_name", "experiment_name"), ("cell_count", "cell_count"),
    ])
    func `a column that readers know keeps its name`(name: String, expected: String) {
        #expect(metadataName(name) == expected)
    }

    @Test(arguments: [
        ("leiden", "Metadata_leiden"), ("feature_7", "Metadata_feature_7"), ("_index", "Metadata_index"),
        ("index", "Metadata_index"), ("", "Metadata_index"), ("n_counts", "Metadata_n_counts"),
    ])
    func `any other column is marked as no feature`(name: String, expected: String) {
        #expect(metadataName(name) == expected)
    }
}

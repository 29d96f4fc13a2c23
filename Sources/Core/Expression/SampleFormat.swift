/// The shape of a file of samples.
package enum SampleFormat: String, Sendable, Hashable, Codable {
    case samplesAsRows = "samples-as-rows"
    case genesAsRows = "genes-as-rows"
    /// `quant.sf` or `quant.genes.sf`.
    case salmon
    /// `abundance.tsv`.
    case kallisto
    /// `genes.results` or `isoforms.results`.
    case rsem
    /// `Geneid`, `Chr`, `Start`, `End`, `Strand`, `Length` and a column of counts a sample.
    case featureCounts

    /// The format that a header fixes; `nil` for a plain table of either orientation.
    static func fixed(by header: [String]) -> SampleFormat? {
        let names = Set(header.map { $0.lowercased() })
        if names.isSuperset(of: ["name", "length", "effectivelength", "tpm", "numreads"]) { return .salmon }
        if names.isSuperset(of: ["target_id", "eff_length", "est_counts", "tpm"]) { return .kallisto }
        if names.isSuperset(of: ["effective_length", "expected_count", "tpm"]) { return .rsem }
        if names.isSuperset(of: ["geneid", "chr", "start", "end", "strand", "length"]) {
            return .featureCounts
        }
        return nil
    }
}

/// The name of a sample that a file holds alone: the file's, without folders and the endings of formats.
func sampleName(ofFile fileName: String?) -> String {
    var name = (fileName ?? "").split(separator: "/").last.map(String.init) ?? ""
    for ending in fileEndings where name.lowercased().hasSuffix(ending) && name.utf8.count > ending.utf8.count
    {
        name.removeLast(ending.count)
    }
    return name.isEmpty ? "sample" : name
}

/// In the order in which they stand behind one another, the last first.
private let fileEndings = [
    ".gz", ".zst", ".csv", ".tsv", ".txt", ".sf", ".results", ".genes", ".isoforms", ".quant", ".rsem",
    ".salmon",
]

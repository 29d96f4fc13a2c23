package import Screen
package import Tables

/// Which gene each transcript is of: a table of two columns, as tximport's tx2gene.
package struct TranscriptGenes: Sendable {
    private let genes: [String: String]

    /// Keys and queries are compared without the version behind the identifier.
    package init(_ genes: [String: String]) {
        var bare: [String: String] = [:]
        for (transcript, gene) in genes { bare[Self.bare(transcript)] = gene }
        self.genes = bare
    }

    /// The first two columns of a table, with or without a header line.
    ///
    /// - Throws: a `Rejection` of the rule `no-transcripts` where the table has fewer columns.
    package init(_ table: Table) throws(Rejection) {
        guard table.header.count >= 2 else {
            throw Rejection(
                rule: "no-transcripts",
                reason: "The table of transcripts has one column only.",
                row: 1,
                expected: "transcripts in the first column and their genes in the second",
                remedy: "Give the tx2gene table that goes with the transcriptome."
            )
        }
        var genes: [String: String] = [:]
        genes[table.header[0]] = table.header[1]
        for row in 0..<table.rowCount {
            genes[trimmed(table.text(row: row, column: 0))] = trimmed(table.text(row: row, column: 1))
        }
        self.init(genes)
    }

    /// The label of the transcript's gene.
    package func gene(of transcript: String) -> String? { genes[Self.bare(transcript)] }

    private static func bare(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
        return name[dot...].utf8.dropFirst().allSatisfy(isDigit) ? String(name[..<dot]) : name
    }
}

/// Whether a name is a transcript's: `ENST00000456328.2`, `NM_000546`, or GENCODE's with bars.
func isTranscript(_ name: String) -> Bool {
    if name.hasPrefix("NM_") || name.hasPrefix("NR_") || name.hasPrefix("XM_") || name.hasPrefix("XR_") {
        return true
    }
    var name = name
    return name.withUTF8 { bytes in
        guard let end = ensemblEnd(bytes) else { return false }
        return bytes[end - 12] == UInt8(ascii: "T")
    }
}

/// The gene in `ENST….2|ENSG….5|OTTHUMG….1|…|DDX11L1-002|DDX11L1|1657|…`, the symbol before the identifier.
func geneOfBarredTranscript(_ name: String) -> String? {
    let fields = name.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count >= 6, fields[1].hasPrefix("ENS") else { return nil }
    return "\(fields[1])_\(fields[5])"
}

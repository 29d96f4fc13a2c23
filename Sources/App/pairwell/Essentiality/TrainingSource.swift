import ArgumentParser
import Essentiality
import Expression
import FoundationEssentials
import PlateFiles
import Screen
import Tables

/// The files that models learn from.
struct TrainingSource: ParsableArguments {
    @Option(help: "Effect of knocking each gene out, lines by genes.") var effect: String
    @Option(help: "Expression, lines by genes, as log2(TPM + 1).") var expression: String
    @Option(help: "Lineages of the lines, such as DepMap's Model.csv.") var lines: String?
    @Option(help: "Target genes, separated by commas, or a file with a gene a line; all by default.")
    var targets: String?
    @Option(
        help:
            "Scale of the effect: \(EffectScale.allCases.map(\.rawValue).joined(separator: ", ")); told by the values by default."
    )
    var scale: String?
    @Option(
        help: "HGNC's table of gene names (hgnc_complete_set.txt), to bring all names to approved symbols."
    )
    var names: String?
    @Flag(help: "Take an effect and an expression file of different releases.") var mixReleases = false

    /// What was read, and what is recorded of it.
    struct Input: Sendable {
        let data: TrainingData
        let scale: EffectScale
        let digests: [String]
        let remarks: [String]
    }

    func load() throws -> Input {
        let names = try self.names.map { path in
            try about(path) { bytes throws(Rejection) in try GeneNames(hgnc: try expressionTable(bytes)) }
                .value
        }
        let declared = try declaredScale()
        let (effects, effectDigest) = try about(effect) { bytes throws(Rejection) in
            try readEffectMatrix(
                try expressionTable(bytes),
                declared: declared,
                names: names,
                fileName: fileName(effect)
            )
        }
        let (levels, expressionDigest) = try about(expression) { bytes throws(Rejection) in
            try readExpressionMatrix(try expressionTable(bytes), names: names, fileName: fileName(expression))
        }
        guard effectDigest != expressionDigest else {
            throw Failure(
                .dataError,
                "\(effect) and \(expression) are the same file: effects cannot be told from themselves."
            )
        }
        do throws(Rejection) {
            try checkReleases(effect: effects.dialect, expression: levels.dialect, allowsMixing: mixReleases)
        } catch {
            throw Failure(.dataError, "\(error) Say --mix-releases to take them all the same.")
        }
        let annotations = try lines.map { path in
            try about(path) { bytes throws(Rejection) in try LineAnnotations(try expressionTable(bytes)) }
                .value
        }
        // by one name for each line, since files of RNAi have names such as A375_SKIN
        let effectMatrix = annotations?.identifying(effects.matrix) ?? effects.matrix
        let expressionMatrix = annotations?.identifying(levels.matrix) ?? levels.matrix
        var lineages: [String: String] = [:]
        if let annotations {
            for (line, lineage) in zip(
                expressionMatrix.lines,
                annotations.lineages(of: expressionMatrix.lines)
            ) {
                lineages[line] = lineage
            }
        }
        do throws(TrainingFault) {
            let data = try TrainingData(
                effect: effectMatrix,
                expression: expressionMatrix,
                lineages: lineages,
                targets: try targetGenes(among: effects.matrix.genes)
            )
            return Input(
                data: data,
                scale: effects.scale,
                digests: [effectDigest, expressionDigest],
                remarks: sparse(data) + remarks(effects.report, "the effect file")
                    + remarks(levels.report, "the expression file")
                    + renamed(effects.matrix, effectMatrix, "the effect file")
                    + renamed(levels.matrix, expressionMatrix, "the expression file")
            )
        } catch {
            throw Failure(.dataError, error.description)
        }
    }

    private func sparse(_ data: TrainingData) -> [String] {
        data.sparseGenes.isEmpty
            ? []
            : [
                "the expression file: \(counted(data.sparseGenes.count, "gene")) known in less than half of the lines left out"
            ]
    }

    private func renamed(_ before: LabelledMatrix, _ after: LabelledMatrix, _ name: String) -> [String] {
        let count = zip(before.lines, after.lines).count { $0 != $1 }
        return count > 0 ? ["\(name): \(counted(count, "line")) under another name, found by --lines"] : []
    }

    private func remarks(_ report: MatrixReport, _ name: String) -> [String] {
        var remarks: [String] = []
        func add(_ count: Int, _ what: String) {
            if count > 0 { remarks.append("\(name): \(counted(count, what))") }
        }
        add(report.constantGenes.count, "constant gene")
        add(report.emptyGenes.count, "gene without a value")
        add(report.renamed.count, "renamed gene")
        add(report.ambiguous.count, "name that may stand for several genes")
        return remarks + report.doubts.map { "\(name): \($0)" }
    }

    private func declaredScale() throws -> EffectScale? {
        guard let scale else { return nil }
        guard let known = EffectScale(rawValue: scale) else {
            let names = EffectScale.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.dataError, "there is no scale '\(scale)'. The scales are: \(names).")
        }
        return known
    }

    private func targetGenes(among known: [Gene]) throws(TrainingFault) -> [Gene]? {
        guard let targets else { return nil }
        if FileManager.default.fileExists(atPath: targets),
            let bytes = try? readFile(targets)
        {
            return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map { gene(labelled: String($0)) }.filter { !$0.symbol.isEmpty }
        }
        return targets.split(separator: ",").map { gene(labelled: String($0)) }
    }
}

/// The last part of a path.
func fileName(_ path: String) -> String { URL(filePath: path).lastPathComponent }

/// Reads a file, and says which one where it cannot be read or understood.
func about<Value>(
    _ path: String,
    _ read: ([UInt8]) throws(Rejection) -> Value
) throws -> (value: Value, digest: String) {
    let bytes = try readFile(path)
    do throws(Rejection) {
        return (try read(bytes), sha256Text(bytes))
    } catch {
        throw Failure(.dataError, "\(path): \(error)")
    }
}

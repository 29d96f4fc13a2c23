import Essentiality
import Expression
import Figures
import Interpretation
import LinearAlgebra
import Screen
import Statistics

/// The targets of a model with what it had foretold of lines it had not seen.
struct TrainedTargets: Sendable {
    struct Target: Sendable {
        /// Place among the model's targets.
        let place: Int
        let gene: Gene
        let accuracy: Essentiality.TargetAccuracy
        /// Adjusted over all targets.
        let q: Double
        /// A value for each line, NaN where unknown.
        let measured: [Double]
        let predicted: [Double]
        let modifiers: [ModelModifier]

        var residuals: [Double] { zip(measured, predicted).map { $0 - $1 } }
        /// The modifier with the greatest correlation by magnitude; the first of equals.
        var strongest: ModelModifier? {
            modifiers.reduce(nil as ModelModifier?) { best, next in
                guard let best else { return next }
                return next.r.magnitude > best.r.magnitude ? next : best
            }
        }
    }

    let model: EssentialityModel
    let targets: [Target]
    /// Targets with r above 0, the best first.
    let best: [Target]
    let scale: String
    /// For axes of little room.
    let shortScale: String

    /// Of each line, as the model was trained with; as the files say where it knows none.
    let lineages: [String]

    init(_ model: EssentialityModel, data: TrainingData? = nil) {
        self.model = model
        let isKnown = model.lineages.contains { !$0.isEmpty }
        lineages = !isKnown && data?.lines == model.lines ? data?.lineages ?? model.lineages : model.lineages
        let targets = model.targets.indices.map { place in
            let held = model.heldOut(place)
            return Target(
                place: place,
                gene: model.targets[place],
                accuracy: model.accuracy(place),
                q: model.q(place),
                measured: held.measured,
                predicted: held.predicted,
                modifiers: model.modifiers(of: place)
            )
        }
        self.targets = targets
        best = targets.filter { $0.accuracy.r > 0 }.sorted {
            $0.accuracy.r != $1.accuracy.r ? $0.accuracy.r > $1.accuracy.r : $0.gene < $1.gene
        }
        (scale, shortScale) =
            switch model.scale {
            case .geneEffect: ("gene effect", "gene effect")
            case .dependencyProbability: ("probability of dependency", "probability")
            case .demeter2: ("DEMETER2 effect", "DEMETER2")
            case .zScore: ("z-score", "z-score")
            }
    }

    var hasLineages: Bool { lineages.contains { !$0.isEmpty } }

    /// Lineages of at least so many lines, those of most lines first; unknown ones are none.
    func tissues(ofLeast least: Int) -> [(name: String, lines: [Int])] {
        var groups: [String: [Int]] = [:]
        for (line, lineage) in lineages.enumerated() where !lineage.isEmpty {
            groups[lineage, default: []].append(line)
        }
        return groups.filter { $0.value.count >= least }.map { ($0.key, $0.value) }.sorted {
            $0.lines.count != $1.lines.count
                ? $0.lines.count > $1.lines.count : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    var facts: [(name: String, value: String)] {
        let tissues = Set(lineages.filter { !$0.isEmpty }).count
        return [
            ("effect", model.scale.words),
            (
                "lines",
                "\(model.lines.count), "
                    + (tissues > 0 ? "of \(counted(tissues, "lineage"))" : "lineages not known")
            ),
            ("expression", "\(model.genes.count) genes"),
            (
                "targets",
                "\(targets.count), \(targets.count { !$0.modifiers.isEmpty }) with modifier genes"
            ),
            ("trained by", "\(model.trainedBy) protocol"),
        ]
    }
}

/// Why a part of the report cannot be drawn.
struct MissingPart: Error, Sendable {
    let sentence: String
}

/// The training files' values in the order of the model's targets.
struct MeasuredLines: Sendable {
    let data: TrainingData
    /// For each of the model's targets its column of the effect.
    let columns: [Int]
    /// Places of genes in the expression.
    let places: [Gene: Int]

    /// The files as they were when the model was trained, or why they are not.
    init(_ model: EssentialityModel, _ data: TrainingData) throws(MissingPart) {
        guard data.lines == model.lines, data.genes == model.genes else {
            throw MissingPart(
                sentence:
                    "the training files are not those of the model (\(data.lines.count) common lines and "
                    + "\(data.genes.count) genes, where it has \(model.lines.count) and \(model.genes.count)). "
                    + "Give the files it was trained on."
            )
        }
        let known = Dictionary(uniqueKeysWithValues: data.targets.enumerated().map { ($1, $0) })
        var columns: [Int] = []
        for target in model.targets {
            guard let column = known[target] else {
                throw MissingPart(
                    sentence:
                        "the effect file lacks \(target), a target of the model. Give the file it was trained on."
                )
            }
            columns.append(column)
        }
        self.data = data.lineages == model.lineages ? data : Self.relabelled(data, as: model)
        self.columns = columns
        places = Dictionary(uniqueKeysWithValues: data.genes.enumerated().map { ($1, $0) })
    }

    /// The same values with the lineages that the model was trained with, so that its kernel is the same.
    private static func relabelled(_ data: TrainingData, as model: EssentialityModel) -> TrainingData {
        let known = zip(model.lines, model.lineages).filter { !$0.1.isEmpty }
        do throws(TrainingFault) {
            return try TrainingData(
                effect: LabelledMatrix(lines: data.lines, genes: data.targets, values: data.effect),
                expression: LabelledMatrix(lines: data.lines, genes: data.genes, values: data.expression),
                lineages: Dictionary(uniqueKeysWithValues: known)
            )
        } catch {
            preconditionFailure("what was taken once is refused: \(error)")
        }
    }

    func expression(of gene: Gene) -> [Double]? {
        places[gene].map { column in data.lines.indices.map { data.expression[$0, column] } }
    }

    /// Lines × genes, a missing value replaced by the gene's mean over the lines.
    func design(_ genes: [Gene], rows: [Int]) -> Matrix {
        let columns = genes.compactMap { places[$0] }
        return filled(
            data.expression,
            rows: rows,
            columns: columns,
            means: knownMeans(data.expression, rows, columns)
        )
    }
}

/// The training files or why there are none.
typealias MeasuredSource = Result<MeasuredLines, MissingPart>

extension MeasuredSource {
    init(model: EssentialityModel, data: TrainingData?) {
        guard let data else {
            self = .failure(
                MissingPart(
                    sentence:
                        "it needs the values that the models learnt from. Name the training files again with --effect, "
                        + "--expression and --lines."
                )
            )
            return
        }
        do throws(MissingPart) {
            self = .success(try MeasuredLines(model, data))
        } catch {
            self = .failure(error)
        }
    }

    var missing: MissingPart {
        if case .failure(let missing) = self { return missing }
        return MissingPart(sentence: "it was not computed.")
    }

    var words: String {
        switch self {
        case .success: "read again for what needs their values"
        case .failure(let missing): missing.sentence.hasPrefix("it needs") ? "not given" : missing.sentence
        }
    }
}

/// Means of columns over some rows, of the values that are there; 0 where there are none.
func knownMeans(_ matrix: Matrix, _ rows: [Int], _ columns: [Int]) -> [Double] {
    columns.map { column in
        let known = rows.map { matrix[$0, column] }.filter { !$0.isNaN }
        return known.isEmpty ? 0 : mean(known)
    }
}

func filled(_ matrix: Matrix, rows: [Int], columns: [Int], means: [Double]) -> Matrix {
    var design = Matrix(rows: rows.count, columns: columns.count)
    for (place, row) in rows.enumerated() {
        for (number, column) in columns.enumerated() {
            let value = matrix[row, column]
            design[place, number] = value.isNaN ? means[number] : value
        }
    }
    return design
}

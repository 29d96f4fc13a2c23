import Screen

/// Finds the genes of a model under the names that a file has for them.
struct GeneMatcher {
    enum Match {
        /// A place among the model's genes.
        case found(Int, isRenamed: Bool)
        /// The label stands for one of several genes, some of them the model's.
        case ambiguous
        case none
    }

    let genes: [Gene]
    private let places: [String: Int]
    /// By approved symbol; genes that share one are left out.
    private let approved: [Gene: Int]
    private let names: GeneNames?

    init(_ genes: [Gene], names: GeneNames?) {
        self.genes = genes
        self.names = names
        places = Dictionary(zip(genes.map(\.symbol), genes.indices)) { first, _ in first }
        var approved: [Gene: Int] = [:]
        var shared: Set<Gene> = []
        if let names {
            for (place, gene) in genes.enumerated() {
                guard case .approved(let symbol) = names.meaning(of: gene.symbol) else { continue }
                if let other = approved.updateValue(place, forKey: symbol) {
                    // the one that bears the name itself has it
                    if genes[other] == symbol {
                        approved[symbol] = other
                    } else if genes[place] != symbol {
                        shared.insert(symbol)
                    }
                }
            }
        }
        for gene in shared { approved[gene] = nil }
        self.approved = approved
    }

    /// The gene of the model that a label stands for.
    ///
    /// A label that is the model's own name for a gene stands for it, whatever the table of names says.
    func match(_ label: String) -> Match {
        let parsed = GeneLabel(label)
        if let place = places[parsed.name] { return .found(place, isRenamed: false) }
        if let identifier = parsed.ensembl, let place = places[identifier] {
            return .found(place, isRenamed: false)
        }
        guard let names else { return .none }
        switch names.meaning(of: parsed) {
        case .approved(let gene): return approved[gene].map { .found($0, isRenamed: true) } ?? .none
        case .ambiguous(let genes): return genes.contains { approved[$0] != nil } ? .ambiguous : .none
        case .unknown: return .none
        }
    }
}

/// What a run of labels, those of the columns or of the rows, is among a model's genes.
struct MatchedLabels {
    /// Places of labels and of genes, in the order of the labels.
    private(set) var pairs: [(label: Int, gene: Int)] = []
    private(set) var renamed: [Renaming] = []
    private(set) var ambiguous: [String] = []

    /// Two labels of one gene are refused by `fault`, or both kept where `areSummed`.
    ///
    /// The model's own name goes before another name of the gene; two other names leave it open which is meant, so that
    /// neither is taken and both are reported.
    init(
        _ labels: [String],
        _ matcher: GeneMatcher,
        areSummed: Bool,
        fault: (_ gene: Gene, _ first: Int, _ second: Int) -> Rejection
    ) throws(Rejection) {
        var own: [Int: Int] = [:]
        var others: [Int: [Int]] = [:]
        for (place, label) in labels.enumerated() {
            switch matcher.match(label) {
            case .found(let gene, let isRenamed) where isRenamed && !areSummed:
                others[gene, default: []].append(place)
            case .found(let gene, let isRenamed):
                if let first = own.updateValue(place, forKey: gene), !areSummed,
                    !Self.areOne(labels[first], label)
                {
                    throw fault(matcher.genes[gene], first, place)
                }
                pairs.append((place, gene))
                if isRenamed { renamed.append(Renaming(label: label, gene: matcher.genes[gene])) }
            case .ambiguous: ambiguous.append(label)
            case .none: break
            }
        }
        for (gene, places) in others.sorted(by: { $0.value[0] < $1.value[0] }) {
            let areOne = places.dropFirst().allSatisfy { Self.areOne(labels[places[0]], labels[$0]) }
            guard own[gene] == nil, areOne else {
                ambiguous += places.map { labels[$0] }
                continue
            }
            pairs += places.map { ($0, gene) }
            renamed.append(Renaming(label: labels[places[0]], gene: matcher.genes[gene]))
        }
        // a file is read fastest in its own order
        pairs.sort { $0.label < $1.label }
    }

    /// The copies on X and Y of a gene have one identifier with two versions.
    private static func areOne(_ one: String, _ other: String) -> Bool {
        guard one.hasSuffix("_PAR_Y") || other.hasSuffix("_PAR_Y") else { return false }
        let identifier = GeneLabel(one).ensembl
        return identifier != nil && identifier == GeneLabel(other).ensembl
    }
}

import Screen

/// Finds genes and guides of a campaign by the names that files use.
struct GuideNames {
    private let genes: Set<Gene>
    private let guidesOfGene: [Gene: [Guide]]
    private let library: [String: Guide]
    private let controls: [String: [(guide: Guide, role: WellRole)]]

    init(_ context: ReadoutContext) {
        genes = Set(context.genes)
        guidesOfGene = context.guides
        var library: [String: Guide] = [:]
        var ambiguous: Set<String> = []
        for gene in context.guides.keys.sorted() {
            for guide in context.guides[gene, default: []] {
                for name in Set([guide.name, "\(gene)_\(guide.name)"]) {
                    if let other = library.updateValue(guide, forKey: name), other != guide {
                        ambiguous.insert(name)
                    }
                }
            }
        }
        self.library = library.filter { !ambiguous.contains($0.key) }
        var controls: [String: [(guide: Guide, role: WellRole)]] = [:]
        for role in context.controls.keys.sorted() {
            for guide in context.controls[role, default: []] {
                controls[guide.name, default: []].append((guide, role))
            }
        }
        self.controls = controls
    }

    func gene(_ symbol: String) -> Gene? { genes.contains(Gene(symbol)) ? Gene(symbol) : nil }

    /// A gene's guide by its own name or as `GENE_guide`; `nil` also for a name that two genes share.
    func libraryGuide(_ name: String) -> Guide? { library[name] }

    func guides(of gene: Gene) -> [Guide] { guidesOfGene[gene, default: []] }

    /// A control guide, in each role it serves.
    func controlGuides(_ name: String) -> [(guide: Guide, role: WellRole)] { controls[name, default: []] }

    func didYouMeanGene(_ symbol: String) -> String {
        didYouMean(symbol, among: genes.map(\.symbol).sorted())
    }

    func didYouMeanGuide(_ name: String) -> String {
        didYouMean(name, among: Set(library.values.map(\.name)).union(controls.keys).sorted())
    }
}

/// Where in a platemap a name stands, for a rejection.
struct PlatemapCell {
    let line: Int
    let column: String
    let text: String

    func rejection(rule: String, reason: String, expected: String, remedy: String) -> Rejection {
        Rejection(
            rule: rule,
            reason: reason,
            row: line,
            column: column,
            value: text,
            expected: expected,
            remedy: remedy
        )
    }
}

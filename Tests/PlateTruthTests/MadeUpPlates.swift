import PlateTruth
import RealModule
import Screen
import Statistics

/// Plates of one made-up screen: genes with phenotypes in few directions, wells with noise, and whatever a
/// plate does to its wells.
struct MadeUpPlates {
    /// Norm of a gene's phenotype, in SDs of a well's noise in each of six directions.
    var effect = 1.5
    /// SD of what pairs add beyond their singles, as a share of `effect`.
    var interaction = 0.5
    /// Norm of a positive control's phenotype.
    var positive = 4.0
    /// Height of waves over the plate, and of steps between rows and between columns.
    var drift = 0.3
    var steps = 0.3
    /// How much darker the rim is.
    var rim = 0.5
    var deadWells = 0.02
    var seed = Seed(1)

    private static let directions = 6
    private static let features = 20
    static let genes = (1...16).map { Gene("G\($0)") }
    static let controls: [WellRole: [Guide]] = [
        .nonTargeting: [Guide("N1", of: nil), Guide("N2", of: nil)], .cutting: [Guide("C1", of: nil)],
        .positive: [Guide("P1", of: nil)],
    ]

    static func guide(_ gene: Gene, _ number: Int) -> Guide { Guide("\(gene)_g\(number)", of: gene) }

    // MARK: - Layouts

    /// Contents at random places: controls, four anchors, and `pairs` pairs by three guide combinations of two
    /// wells.
    func batch(_ barcode: String, pairs: Int, format: PlateFormat) -> PlateLayout {
        var generator = SeededGenerator(seed.derived("batch"))
        let chosen = generator.shuffled(Array(PairIndex(genes: Self.genes).pairs)).prefix(pairs)
        var contents = Self.controlWells
        for gene in Self.genes.prefix(4) { contents.append(Self.single(gene, 1, .anchor)) }
        for pair in chosen {
            for number in 1...3 {
                let content = WellContent(
                    role: .double,
                    a: Self.guide(pair.first, number),
                    b: Self.guide(pair.second, number)
                )
                contents += [content, content]
            }
        }
        return scattered(contents, barcode, format)
    }

    /// Contents at random places: controls, and each gene alone by three guides of two wells.
    func singles(_ barcode: String, format: PlateFormat) -> PlateLayout {
        var contents = Self.controlWells
        for gene in Self.genes {
            for number in 1...3 { contents += [Self.single(gene, number), Self.single(gene, number)] }
        }
        return scattered(contents, barcode, format)
    }

    /// The contents of `layout` in the same wells, those that are alike side by side.
    func sideBySide(_ layout: PlateLayout) -> PlateLayout {
        let positions = layout.sortedWells.map(\.position)
        let contents = layout.wells.values.sorted { ($0.role, $0.name) < ($1.role, $1.name) }
        return PlateLayout(
            barcode: layout.barcode,
            format: layout.format,
            wells: Dictionary(uniqueKeysWithValues: zip(positions, contents))
        )
    }

    private static let controlWells: [WellContent] = {
        let nonTargeting = (0..<8).map { number in
            let guides = MadeUpPlates.controls[.nonTargeting, default: []]
            return WellContent(role: .nonTargeting, a: guides[number % 2], b: guides[1 - number % 2])
        }
        let cutting = WellContent(role: .cutting, a: Guide("C1", of: nil), b: Guide("C1", of: nil))
        let positive = WellContent(role: .positive, a: Guide("P1", of: nil), b: Guide("N1", of: nil))
        return nonTargeting + Array(repeating: cutting, count: 8) + Array(repeating: positive, count: 4)
    }()

    private static func single(_ gene: Gene, _ number: Int, _ role: WellRole = .single) -> WellContent {
        WellContent(role: role, a: guide(gene, number), b: Guide("N1", of: nil))
    }

    private func scattered(_ contents: [WellContent], _ barcode: String, _ format: PlateFormat) -> PlateLayout
    {
        var generator = SeededGenerator(seed.derived("layout \(barcode)"))
        let positions = generator.shuffled(format.positions)
        return PlateLayout(
            barcode: Barcode(barcode),
            format: format,
            wells: Dictionary(uniqueKeysWithValues: zip(positions, contents))
        )
    }

    // MARK: - Wells

    /// What a plate of this layout shows, as designed.
    func readings(_ layout: PlateLayout) -> [PlateWell] {
        var generator = SeededGenerator(seed.derived("wells \(layout.barcode)"))
        let plate = PlateEffects(self, &generator)
        let axes = (0..<Self.directions).map { axis(number: $0) }
        let dead = generator.normals(Self.directions, 6)
        return layout.sortedWells.map { position, content in
            var latent = phenotype(content)
            if generator.uniform() < deadWells { latent = dead }
            plate.add(to: &latent, at: position, on: layout.format)
            for direction in latent.indices { latent[direction] += generator.normal() }
            var embedding = generator.normals(Self.features, 0.2)
            for (value, axis) in zip(latent, axes) {
                for feature in embedding.indices { embedding[feature] += value * axis[feature] }
            }
            return PlateWell(position: position, embedding: embedding)
        }
    }

    /// What is believed of single knockouts and controls after the plate `layout`.
    func known(after layout: PlateLayout) -> KnownContents {
        let wells = readings(layout).map { well in
            MeasuredWell(
                well: WellID(plate: layout.barcode, position: well.position),
                content: layout.wells[well.position] ?? .empty,
                embedding: well.embedding
            )
        }
        return KnownContents(wells, centring: .nonTargeting, logarithm: false)
    }

    private func axis(number: Int) -> [Double] {
        var generator = SeededGenerator(seed.derived("axis", number))
        return generator.normals(Self.features, 0.4)
    }

    private func phenotype(_ content: WellContent) -> [Double] {
        var sum = [Double](repeating: 0, count: Self.directions)
        func add(_ name: String, _ size: Double) {
            var generator = SeededGenerator(seed.derived(name))
            let values = generator.normals(Self.directions, size / Double(Self.directions).squareRoot())
            for direction in sum.indices { sum[direction] += values[direction] }
        }
        for guide in [content.a, content.b].compactMap(\.self) {
            guard let gene = guide.gene else { continue }
            add("gene \(gene)", effect)
            add("guide \(guide.name)", 0.3 * effect)
        }
        if content.role == .positive { add("positive", positive) }
        if let pair = content.pair { add("pair \(pair.first) \(pair.second)", interaction * effect) }
        return sum
    }

    private struct PlateEffects {
        private var waves: [(down: Double, across: Double, phase: Double, size: [Double])] = []
        private let rows: [[Double]]
        private let columns: [[Double]]
        private let shift: [Double]
        private let rim: [Double]

        init(_ plates: MadeUpPlates, _ generator: inout SeededGenerator) {
            for _ in 0..<6 {
                waves.append(
                    (
                        0.5 * generator.normal(), 0.5 * generator.normal(), 6 * generator.uniform(),
                        generator.normals(MadeUpPlates.directions, plates.drift)
                    )
                )
            }
            rows = (0..<32).map { _ in generator.normals(MadeUpPlates.directions, plates.steps) }
            columns = (0..<48).map { _ in generator.normals(MadeUpPlates.directions, plates.steps) }
            shift = generator.normals(MadeUpPlates.directions, 2)
            rim = generator.normals(MadeUpPlates.directions, plates.rim)
        }

        func add(to latent: inout [Double], at well: WellPosition, on format: PlateFormat) {
            let onRim =
                well.row == 0 || well.column == 0 || well.row == format.rows - 1
                || well.column == format.columns - 1
            for direction in latent.indices {
                latent[direction] +=
                    shift[direction] + rows[well.row][direction] + columns[well.column][direction]
                if onRim { latent[direction] += rim[direction] }
            }
            for wave in waves {
                let height = Double.cos(
                    wave.down * Double(well.row) + wave.across * Double(well.column) + wave.phase
                )
                for direction in latent.indices { latent[direction] += height * wave.size[direction] }
            }
        }
    }
}

extension SeededGenerator {
    mutating func normals(_ count: Int, _ sd: Double) -> [Double] { (0..<count).map { _ in sd * normal() } }
}

/// The wells as a file names them after the error has happened.
func misread(_ wells: [PlateWell], _ error: TrueLayout, _ format: PlateFormat) -> [PlateWell] {
    wells.compactMap { well in
        error.readPosition(of: well.position, on: format).map {
            PlateWell(position: $0, embedding: well.embedding)
        }
    }
}

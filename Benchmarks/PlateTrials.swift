import Lab
import Layouts
import PlateTruth
import Screen
import Statistics

/// A kind of plate on which errors are tried.
struct PlateScene: Sendable {
    var name: String
    var format: PlateFormat
    /// 0 for round 0, the single knockouts.
    var pairs: Int
    /// Whether round 0 (or, in round 0, its first plate) was measured before.
    var knowing: Bool
    /// Times the usual noise of a well, and the share of wells that fail.
    var noise = 1.0
    var failing = 0.01
    var edge = 0.3
    var positives = 4
    var preset = "default"

    static let main = [
        PlateScene(name: "384, round 0, nothing known", format: .wells384, pairs: 0, knowing: false),
        PlateScene(name: "384, round 0, another plate known", format: .wells384, pairs: 0, knowing: true),
        PlateScene(name: "384, 10 pairs, singles known", format: .wells384, pairs: 10, knowing: true),
        PlateScene(name: "384, 50 pairs, singles known", format: .wells384, pairs: 50, knowing: true),
        PlateScene(name: "1536, round 0, nothing known", format: .wells1536, pairs: 0, knowing: false),
        PlateScene(name: "1536, 10 pairs, singles known", format: .wells1536, pairs: 10, knowing: true),
        PlateScene(name: "1536, 200 pairs, singles known", format: .wells1536, pairs: 200, knowing: true),
    ]

    static let hard: [PlateScene] =
        [2.0, 3, 4, 6].flatMap { noise in
            [
                PlateScene(
                    name: "384, round 0, noise x \(Int(noise))",
                    format: .wells384,
                    pairs: 0,
                    knowing: false,
                    noise: noise
                ),
                PlateScene(
                    name: "384, 10 pairs, noise x \(Int(noise))",
                    format: .wells384,
                    pairs: 10,
                    knowing: true,
                    noise: noise
                ),
            ]
        } + [
            PlateScene(
                name: "384, 10 pairs, no positives",
                format: .wells384,
                pairs: 10,
                knowing: true,
                positives: 0
            ),
            PlateScene(name: "384, 10 pairs, nothing known", format: .wells384, pairs: 10, knowing: false),
            PlateScene(name: "384, 1 pair, singles known", format: .wells384, pairs: 1, knowing: true),
            PlateScene(
                name: "384, 50 pairs, 15 % dead",
                format: .wells384,
                pairs: 50,
                knowing: true,
                failing: 0.15
            ),
            PlateScene(name: "384, 50 pairs, rim x 10", format: .wells384, pairs: 50, knowing: true, edge: 3),
            PlateScene(
                name: "384, 50 pairs, sparse",
                format: .wells384,
                pairs: 50,
                knowing: true,
                preset: "sparse"
            ),
            PlateScene(
                name: "384, 50 pairs, hubs",
                format: .wells384,
                pairs: 50,
                knowing: true,
                preset: "hub"
            ),
            PlateScene(name: "96, round 0, nothing known", format: .wells96, pairs: 0, knowing: false),
            PlateScene(name: "96, 10 pairs, singles known", format: .wells96, pairs: 10, knowing: true),
        ]
}

/// One plate of a scene, with a second one that it may be mistaken for.
struct PlateTrial {
    let plate: PlateLayout
    let other: PlateLayout
    private let readings: [PlateWell]
    private let otherReadings: [PlateWell]
    private let known: KnownContents

    init(_ scene: PlateScene, number: Int) throws {
        var configuration = SimulatedConfiguration(preset: scene.preset) ?? SimulatedConfiguration()
        configuration.dimension = 64
        configuration.wellNoise *= scene.noise
        configuration.latentNoise *= scene.noise
        configuration.failingWells = scene.failing
        configuration.edgeEffect = scene.edge
        let seed = Seed(UInt64(number))
        let screen = SimulatedScreen(configuration: configuration, seed: seed.derived("screen"))
        var controls = screen.controls
        if scene.positives == 0 { controls[.positive] = nil }
        let guides = CampaignGuides(guides: screen.guides, controls: controls)
        let settings = LayoutSettings(format: scene.format, positivesPerPlate: scene.positives)
        guard let campaign = CampaignID("plates") else { throw BenchFault("a plain word names a campaign") }
        let singles = try singleLayouts(
            genes: screen.genes,
            guides: guides,
            settings: settings,
            campaign: campaign,
            seed: seed
        )
        func batch(_ round: Int) throws -> [PlateLayout] {
            var generator = SeededGenerator(seed.derived("pairs"))
            return try batchLayouts(
                pairs: Array(generator.shuffled(Array(screen.truth.index.pairs)).prefix(scene.pairs)),
                guides: guides,
                settings: settings,
                campaign: campaign,
                round: round,
                seed: seed
            )
        }
        let again = try singleLayouts(
            genes: screen.genes,
            guides: guides,
            settings: settings,
            campaign: campaign,
            seed: seed.derived("again")
        )
        let plates = scene.pairs == 0 ? singles : try batch(1)
        // where a round has one plate, that of another round is taken for it
        let others = scene.pairs == 0 ? again : try batch(2)
        let second = plates.count > 1 ? plates[1] : others[0]
        plate = plates[0]
        other = PlateLayout(barcode: Barcode("OTHER"), format: second.format, wells: second.wells)
        func wells(_ plate: PlateLayout) -> [PlateWell] {
            screen.readings(of: [plate]).map {
                PlateWell(position: $0.well.position, embedding: $0.embedding)
            }
        }
        readings = wells(plate)
        otherReadings = wells(other)
        guard scene.knowing else {
            known = KnownContents()
            return
        }
        let before = scene.pairs == 0 ? [again[again.count - 1]] : singles
        known = KnownContents(
            screen.readings(of: before).map {
                MeasuredWell(well: $0.well, content: $0.content, embedding: $0.embedding)
            },
            centring: .nonTargeting,
            logarithm: false
        )
    }

    static let errors = Array(TrueLayout.ofOnePlate.dropFirst()) + [.plate(Barcode("OTHER"))]

    /// What the plate is taken for after the error.
    ///
    /// - Parameters:
    ///   - error: What befell the plate.
    ///   - listedByDesign: Whether the file names exactly wells of the design, whatever lay there; else those in
    ///     which cells were found.
    /// - Returns: the verdict on the wells as they were read.
    func verdict(after error: TrueLayout, listedByDesign: Bool) -> PlateVerdict {
        var wells = readings
        if case .plate = error { wells = otherReadings }
        let misread = wells.compactMap { well in
            error.readPosition(of: well.position, on: plate.format).map {
                PlateWell(position: $0, embedding: well.embedding)
            }
        }
        return judgePlate(
            listedByDesign ? misread.filter { plate.wells[$0.position] != nil } : misread,
            designed: plate,
            otherPlates: [other],
            known: known,
            logarithm: false
        )
    }
}

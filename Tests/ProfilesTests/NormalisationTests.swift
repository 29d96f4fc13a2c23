import Profiles
import Screen
import TestSupport
import Testing

@Suite struct NormalisationOracleTests {
    @Test func `wells come out as pycytominer and EFAAR have them`() throws {
        let fixture = try NormalisationFixture.read()
        #expect(fixture.versions["pycytominer"] == "1.7.1")
        #expect(fixture.versions["efaar_benchmarking"] == "1.0")
        var compared: Set<String> = []
        for known in fixture.cases {
            let (wells, genes) = fixture.measured(known.screen)
            let settings = ProfileSettings(
                normalisation: try #require(.init(rawValue: known.normalisation)),
                scope: try #require(.init(rawValue: known.scope)),
                epsilon: known.epsilon
            )
            let profiles = try knockoutProfiles(of: wells, settings: settings)
            let found = try genes.map { try #require(profiles.singles[$0]) }
            let one = known.compared == "products" ? products(found) : found
            let other = known.compared == "products" ? products(known.samples) : known.samples
            let largest = other.joined().map(\.magnitude).max() ?? 0
            let difference = zip(one.joined(), other.joined()).map { ($0 - $1).magnitude }.max() ?? .infinity
            // 1e-6 of the largest number is what is promised; two SVDs of small matrices agree far better.
            #expect(difference <= 1e-9 * max(1, largest), "\(known.name)")
            #expect(found.count == known.samples.count && found.first?.count == known.samples.first?.count)
            compared.insert(known.normalisation)
        }
        let all = ProfileSettings.Normalisation.allCases.filter { $0 != .none }
        #expect(compared == Set(all.map(\.rawValue)))
    }

    private func products(_ rows: [[Double]]) -> [[Double]] {
        rows.map { one in rows.map { other in zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } } }
    }
}

@Suite struct NormalisationTests {
    private static let linear = ProfileSettings.Normalisation.allCases.filter { $0 != .none }

    /// Two rounds of three plates, controls, two genes and their double on every plate.
    private func screen(
        controls: Int = 16,
        features: Int = 8,
        seed: UInt64 = 7,
        hits: Double = 1
    ) -> SimulatedWells {
        var plan = SimulatedWells.Plan()
        plan.controls = controls
        plan.features = features
        var screen = SimulatedWells(plan, seed: seed)
        let effects = (0..<3).map { _ in screen.noise().map { 5 * hits * $0 } }
        for plate in 0..<screen.plateCount {
            screen.addSingle("A", effect: effects[0], to: plate)
            screen.addSingle("B", guide: 2, effect: effects[1], to: plate)
            screen.addDouble("A", "B", effect: effects[2], to: plate)
        }
        return screen
    }

    private func settings(
        _ normalisation: ProfileSettings.Normalisation,
        _ scope: ProfileSettings.Scope = .campaign
    ) -> ProfileSettings {
        ProfileSettings(normalisation: normalisation, scope: scope)
    }

    /// Every method in every scope that compares like with like.
    private static let all: [ProfileSettings] = ProfileSettings.Normalisation.allCases.flatMap { method in
        ProfileSettings.Scope.allCases.map { ProfileSettings(normalisation: method, scope: $0) }
            .filter(\.isComparable)
    }

    @Test(arguments: NormalisationTests.all)
    func `zero is the mean of each plate's controls, whatever the method`(settings: ProfileSettings) throws {
        // The controls of one plate in turn as wells of a gene: their mean has to be their plate's zero.
        let screen = screen()
        let twin = screen.wells.filter { $0.content.role == .nonTargeting && $0.well.plate.text == "P4" }
            .map { well in
                MeasuredWell(
                    well: WellID(
                        plate: well.well.plate,
                        position: WellPosition(row: 10, column: well.well.position.column)
                    ),
                    content: WellContent(role: .single, a: Guide("C_1", of: Gene("C"))),
                    embedding: well.embedding,
                    batch: well.batch
                )
            }
        let profiles = try knockoutProfiles(of: screen.wells + twin, settings: settings)
        let single = try #require(profiles.singles[Gene("C")])
        let double = try #require(profiles.doubles.values.first)
        // 1e-12 of an effect: rounding of the mean.
        #expect(squaredNorm(single).squareRoot() < 1e-12 * squaredNorm(double).squareRoot())
        #expect(profiles.normalisation.method == settings.methodName)
    }

    @Test(arguments: NormalisationTests.all)
    func `the order of wells changes no bit`(settings: ProfileSettings) throws {
        let wells = screen().wells
        let reference = try knockoutProfiles(of: wells, settings: settings)
        #expect(try knockoutProfiles(of: wells.reversed(), settings: settings) == reference)
        let shuffled = wells.indices.map { wells[($0 * 7 + 3) % wells.count] }
        #expect(Set(shuffled.map(\.well)).count == wells.count)
        #expect(try knockoutProfiles(of: shuffled, settings: settings) == reference)
    }

    @Test(arguments: NormalisationTests.all)
    func `plates under other names give the same embeddings`(settings: ProfileSettings) throws {
        // A round's plates in another order: sums are taken in another order, so the last bits may differ.
        let names = ["P0": "Z", "P1": "Y", "P2": "X", "P3": "C", "P4": "A", "P5": "B"]
        let wells = screen().wells
        let renamed = try wells.map { well in
            MeasuredWell(
                well: WellID(
                    plate: Barcode(try #require(names[well.well.plate.text])),
                    position: well.well.position
                ),
                content: well.content,
                embedding: well.embedding,
                batch: well.batch
            )
        }
        let one = try knockoutProfiles(of: wells, settings: settings)
        let other = try knockoutProfiles(of: renamed, settings: settings)
        for (pair, double) in one.doubles {
            let again = try #require(other.doubles[pair])
            for (a, b) in zip(double, again) { #expect((a - b).magnitude < 1e-9 * (1 + a.magnitude)) }
        }
    }

    @Test(arguments: NormalisationTests.linear)
    func `hits on a plate have no say in what is done to it`(
        normalisation: ProfileSettings.Normalisation
    ) throws {
        // Effects a thousand times as large come out a thousand times as large, so scales did not move.
        for scope in ProfileSettings.Scope.allCases {
            let settings = settings(normalisation, scope)
            guard settings.isComparable else { continue }
            let weak = try knockoutProfiles(of: screen().wells, settings: settings)
            let strong = try knockoutProfiles(of: screen(hits: 1000).wells, settings: settings)
            for (gene, single) in weak.singles {
                let other = try #require(strong.singles[gene])
                let ratio = (squaredNorm(other) / squaredNorm(single)).squareRoot()
                #expect(ratio > 700 && ratio < 1400)
            }
            #expect(weak.normalisation == strong.normalisation)
        }
    }

    @Test(arguments: [
        ProfileSettings.Normalisation.standardise, .robustMAD, .spherePCACor, .sphereZCACor, .tvn1, .tvn2,
    ])
    func `units and zeros of features do not matter`(normalisation: ProfileSettings.Normalisation) throws {
        let wells = screen().wells
        let rescaled = wells.map { well in
            MeasuredWell(
                well: well.well,
                content: well.content,
                embedding: well.embedding.enumerated().map { $1 * Double(1 + $0) - 3 },
                batch: well.batch
            )
        }
        for scope in ProfileSettings.Scope.allCases {
            let settings = settings(normalisation, scope)
            guard settings.isComparable else { continue }
            let one = try knockoutProfiles(of: wells, settings: settings)
            let other = try knockoutProfiles(of: rescaled, settings: settings)
            for (pair, double) in one.doubles {
                let again = try #require(other.doubles[pair])
                // 1e-5: sphering adds 1e-6 to singular values, of standardised features here.
                for (a, b) in zip(double, again) { #expect((a - b).magnitude < 1e-5 * (1 + a.magnitude)) }
            }
        }
    }

    @Test(arguments: [
        ProfileSettings.Normalisation.spherePCA, .sphereZCA, .spherePCACor, .sphereZCACor, .tvn2,
    ])
    func `whitened embeddings have distances that no linear map of the files changes`(
        normalisation: ProfileSettings.Normalisation
    ) throws {
        let wells = screen().wells
        let mixed = wells.map { well in
            var values = well.embedding
            for place in values.indices.dropFirst() { values[place] += 0.7 * values[place - 1] }
            return MeasuredWell(well: well.well, content: well.content, embedding: values, batch: well.batch)
        }
        let one = try knockoutProfiles(of: wells, settings: settings(normalisation))
        let other = try knockoutProfiles(of: mixed, settings: settings(normalisation))
        let a = one.singles[Gene("A")] ?? []
        let b = one.singles[Gene("B")] ?? []
        let c = other.singles[Gene("A")] ?? []
        let d = other.singles[Gene("B")] ?? []
        for (found, wanted) in [(dot(c, c), dot(a, a)), (dot(c, d), dot(a, b)), (dot(d, d), dot(b, b))] {
            // 1e-5: of the epsilon added to singular values.
            #expect((found - wanted).magnitude < 1e-5 * dot(a, a))
        }
    }

    @Test(arguments: NormalisationTests.linear)
    func `noise is that of the wells that profiles are made of`(
        normalisation: ProfileSettings.Normalisation
    ) throws {
        // Of controls whitened to unit variance: a trace of as many as there are features, each.
        let screen = screen(controls: 32)
        let settings = settings(normalisation)
        let profiles = try knockoutProfiles(of: screen.wells, settings: settings)
        let spread = try #require(
            try knockoutSpread(of: screen.wells, settings: settings, profiles: profiles)
        )
        let trace = spread.controls.map(\.trace).reduce(0, +) / Double(spread.controls.count)
        #expect(trace > 6.4 && trace < 9.6)
        #expect(spread.featureCount == 8)
    }

    @Test func `replicate scaling comes after a normalisation and names components by number`() throws {
        var settings = settings(.tvn2)
        settings.scaling = .replicateSD
        let profiles = try knockoutProfiles(of: screen().wells, settings: settings)
        #expect(profiles.replicateSD?.count == 8)
        #expect(settings.methodName == "tvn@2 + replicate-sd@1")
        // A component per plate's controls: the wells of one plate, each with the same value twice.
        #expect(try profiles == knockoutProfiles(of: screen().wells, settings: settings, features: ["a"]))
    }

    @Test func `features that controls do not have are left out of TVN`() throws {
        // Feature 7 is constant in controls, feature 6 repeats feature 5.
        let wells = screen().wells.map { well in
            var values = well.embedding
            values[6] = values[5]
            if well.content.role == .nonTargeting { values[7] = 4 }
            return MeasuredWell(well: well.well, content: well.content, embedding: values, batch: well.batch)
        }
        let profiles = try knockoutProfiles(of: wells, settings: settings(.tvn1))
        #expect(profiles.featureCount == 6)
        #expect(profiles.doubles.values.allSatisfy { $0.count == 6 && $0.allSatisfy(\.isFinite) })
    }

    @Test func `names say all that was done`() {
        #expect(ProfileSettings.standard.methodName == "centre@1")
        let full = ProfileSettings(
            logarithm: true,
            positions: .rowsColumns,
            normalisation: .sphereZCACor,
            scope: .batch,
            epsilon: 0.25,
            scaling: .replicateSD
        )
        #expect(
            full.methodName
                == "log2 + rows-columns@1 per batch + sphere-zca-cor@1 epsilon 0.25 per batch + replicate-sd@1"
        )
        var names: Set<String> = []
        for method in ProfileSettings.Normalisation.allCases {
            for scope in ProfileSettings.Scope.allCases { names.insert(settings(method, scope).methodName) }
        }
        // Centring alone has no scope.
        #expect(names.count == 1 + 8 * 3)
    }
}

import Profiles
import Screen
import Testing

@Suite struct NormalisationFaultTests {
    private func wells(controls: Int, features: Int, plates: Int = 1) -> [MeasuredWell] {
        var plan = SimulatedWells.Plan()
        plan.rounds = 1
        plan.platesPerRound = plates
        plan.controls = controls
        plan.features = features
        var screen = SimulatedWells(plan, seed: 3)
        let effect = screen.noise()
        screen.addSingle("A", effect: effect, to: 0)
        return screen.wells
    }

    private func fault(
        _ wells: [MeasuredWell],
        _ normalisation: ProfileSettings.Normalisation,
        _ scope: ProfileSettings.Scope = .campaign
    ) -> String? {
        do throws(ProfileFault) {
            let settings = ProfileSettings(normalisation: normalisation, scope: scope)
            _ = try knockoutProfiles(of: wells, settings: settings, features: ["area", "shape"])
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: ProfileSettings.Normalisation.allCases.filter { $0 != .none })
    func `one control is not enough, and how many are is said`(
        normalisation: ProfileSettings.Normalisation
    ) throws {
        let text = try #require(fault(wells(controls: 1, features: 12), normalisation))
        #expect(text.hasPrefix("The normalisation \(normalisation.rawValue) needs at least "))
        #expect(text.contains("control wells of all plates, and there is 1."))
        // And a single control a plate is none: its plate's zero is the control itself.
        let many = wells(controls: 1, features: 12, plates: 30)
        #expect(fault(many, normalisation)?.contains("and there are 30.") == true)
    }

    @Test func `scaling needs four controls of a plate, and is done with four`() {
        let text = fault(wells(controls: 3, features: 2), .standardise, .plate)
        #expect(
            text
                == "The normalisation standardise needs at least 4 control wells of plate P0, and there are 3. "
                + "Put more controls on plates, set the profile's scope wider, or its normalisation to none."
        )
        #expect(fault(wells(controls: 4, features: 2), .standardise, .plate) == nil)
        #expect(fault(wells(controls: 4, features: 2), .robustMAD, .batch) == nil)
        #expect(fault(wells(controls: 3, features: 2), .robustMAD, .batch)?.contains("round 0") == true)
    }

    @Test(arguments: [ProfileSettings.Normalisation.sphereZCA, .tvn1, .tvn2])
    func `nearly as many controls as features are hopeless, and both ways out are named`(
        normalisation: ProfileSettings.Normalisation
    ) {
        // Two plates: a control each is spent on the zero.
        for controls in [12, 18, 22] {
            let text = fault(wells(controls: controls / 2, features: 20, plates: 2), normalisation)
            #expect(controls == 12 ? text == nil : text != nil)
            guard controls > 12 else { continue }
            let says = "has \(controls) control wells of all plates for 20 features"
            #expect(text?.contains(says) == true)
            #expect(text?.contains("It needs at least 26, or at most 12.") == true)
        }
        #expect(fault(wells(controls: 13, features: 20, plates: 2), normalisation) == nil)
    }

    @Test func `a feature that controls share is named`() {
        let constant = wells(controls: 8, features: 2).map { well in
            MeasuredWell(well: well.well, content: well.content, embedding: [well.embedding[0], 0.1])
        }
        #expect(
            fault(constant, .standardise)
                == "The normalisation standardise divides by how much controls vary, and feature 'shape' is the "
                + "same in all control wells of all plates. Leave the feature out of the files, set the profile's "
                + "scope wider, or its normalisation to none."
        )
        #expect(fault(constant, .robustMAD)?.contains("the same in most control wells") == true)
        #expect(fault(constant, .sphereZCACor)?.contains("feature 'shape'") == true)
        #expect(fault(constant, .sphereZCA)?.contains("only 1 of 2 are independent") == true)
        // Scaled by what varies; the constant one is no component.
        #expect(fault(constant, .tvn2) == nil)
        #expect(fault(constant, .none) == nil)
        let dead = constant.map { well in
            MeasuredWell(well: well.well, content: well.content, embedding: [1, 0.1])
        }
        for method in ProfileSettings.Normalisation.allCases where method != .none {
            #expect(fault(dead, method) != nil)
        }
    }

    @Test func `most controls alike are too many for the MAD`() {
        var number = 0
        let mostly = wells(controls: 8, features: 1).map { well in
            number += 1
            return MeasuredWell(
                well: well.well,
                content: well.content,
                embedding: [number > 3 ? 1 : Double(number)]
            )
        }
        #expect(fault(mostly, .robustMAD)?.contains("feature 'area' is the same in most") == true)
        #expect(fault(mostly, .standardise) == nil)
    }

    @Test(arguments: [ProfileSettings.Scope.plate, .batch])
    func `components of each plate by itself are refused`(scope: ProfileSettings.Scope) {
        let wells = wells(controls: 30, features: 4)
        #expect(fault(wells, .spherePCACor, scope)?.contains("its normalisation to sphere-zca-cor") == true)
        #expect(fault(wells, .spherePCA, .campaign) == nil)
        #expect(!ProfileSettings(normalisation: .spherePCA, scope: scope).isComparable)
    }

    @Test func `plates without controls are left out of every method`() throws {
        let other = MeasuredWell(
            well: WellID(plate: Barcode("Q"), position: WellPosition(row: 0, column: 0)),
            content: WellContent(role: .single, a: Guide("B_1", of: Gene("B"))),
            embedding: [1, 2, 3]
        )
        for method in ProfileSettings.Normalisation.allCases {
            let settings = ProfileSettings(positions: .edge, normalisation: method)
            let profiles = try knockoutProfiles(
                of: wells(controls: 8, features: 3) + [other],
                settings: settings
            )
            #expect(profiles.uncentred == [Barcode("Q")])
            #expect(profiles.singles.keys.sorted() == [Gene("A")])
            let empty = try knockoutProfiles(of: [], settings: settings)
            #expect(empty.singles.isEmpty && empty.featureCount == 0)
        }
    }
}

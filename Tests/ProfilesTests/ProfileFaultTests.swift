import Profiles
import Screen
import Testing

@Suite struct ProfileFaultTests {
    private let control = well("P", 0, .nonTargeting, ["nt"], [1, 2])

    @Test(arguments: [0.0, -0.5])
    func `a value without a logarithm names its well and feature`(value: Double) {
        let wells = [control, well("P", 5, .single, ["A1"], [3, value])]
        let fault = #expect(throws: ProfileFault.self) {
            try knockoutProfiles(
                of: wells,
                settings: .init(logarithm: true),
                features: ["area", "intensity"]
            )
        }
        #expect(
            fault?.description
                == "Well P A06, feature 'intensity' holds \(value), which has no logarithm. "
                + "Leave the well out of the file, or set the profile's logarithm to false."
        )
        #expect(throws: Never.self) { try knockoutProfiles(of: wells, settings: .standard) }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity], [true, false])
    func `a value that is no number is never averaged`(value: Double, logarithm: Bool) {
        let wells = [control, well("P", 5, .single, ["A1"], [value, 3])]
        let fault = #expect(throws: ProfileFault.self) {
            try knockoutProfiles(of: wells, settings: .init(logarithm: logarithm))
        }
        #expect(fault?.description.hasPrefix("Well P A06, feature 0 holds \(value),") == true)
    }

    @Test func `embeddings of two lengths are refused`() throws {
        let short = well("P", 3, .single, ["A1"], [1])
        #expect(throws: ProfileFault.featureCount(short.well, found: 1, expected: 2)) {
            try knockoutProfiles(of: [short, control], settings: .standard)
        }
    }

    @Test func `a well cannot hold two things`() {
        let wells = [control, well("P", 1, .single, ["A1"], [1, 1]), well("P", 1, .single, ["B1"], [2, 2])]
        let fault = #expect(throws: ProfileFault.self) {
            try knockoutProfiles(of: wells, settings: .standard)
        }
        #expect(fault?.description.hasPrefix("Well P A02 is read once as single 'A1' and once as") == true)
    }

    @Test func `wells cannot be centred on wells that are no controls`() async {
        await #expect(processExitsWith: .failure) { _ = ProfileSettings(centring: .double) }
    }
}

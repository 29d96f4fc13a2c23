import Cycle
import Posterior
import Testing

@testable import Settings

struct RewardKeyTests {
    @Test func `what is pursued and what is made of errors is chosen by name`() throws {
        for pursued in PursuedReward.allCases {
            #expect(try campaign("rewards: {pursue: \(pursued.rawValue)}").pursues == pursued)
        }
        for errors in PosteriorSettings.Errors.allCases {
            #expect(try campaign("posterior: {errors: \(errors.rawValue)}").posterior.errors == errors)
        }
        #expect(try campaign("posterior: {transform: signed-sqrt}").posterior.transform == .signedSqrt)
        #expect(try campaign("").pursues == .debiased)
        // As published, and wherever all errors count the same.
        #expect(try campaign("posterior: {preset: paper-uu}").pursues == .reward)
        #expect(try campaign("posterior: {errors: equal}").pursues == .reward)
        #expect(try campaign("posterior: {preset: paper-uu}\nrewards: {pursue: excess}").pursues == .excess)
    }

    @Test func `slips of the pen are told`() {
        let found = faults(of: minimal("rewards: {pursue: excesss, minimum: 3}"))
        #expect(found.count == 2)
        #expect(found.contains { $0.contains("rewards.pursue is 'excesss'") && $0.contains("excess") })
    }

    @Test func `both bear on the canonical text`() throws {
        let plain = try campaign("").canonical
        #expect(try campaign("rewards: {pursue: excess}").canonical != plain)
        #expect(try campaign("posterior: {errors: equal}").canonical != plain)
    }
}

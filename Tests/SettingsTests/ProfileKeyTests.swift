import Profiles
import Testing

@testable import Settings

struct ProfileKeyTests {
    private func profile(_ keys: String) throws -> ProfileSettings {
        try #require(try parsed(minimal("profile: {\(keys)}")).campaigns.first).profile
    }

    @Test func `a normalisation is chosen by name, and tvn is its latest version`() throws {
        for normalisation in ProfileSettings.Normalisation.allCases {
            #expect(
                try profile("normalisation: \(normalisation.rawValue)")
                    == ProfileSettings(normalisation: normalisation)
            )
        }
        #expect(try profile("normalisation: tvn").normalisation == .tvn2)
        #expect(
            try profile("positions: rows-columns, normalisation: sphere-zca, scope: plate, epsilon: 0.5")
                == ProfileSettings(
                    positions: .rowsColumns,
                    normalisation: .sphereZCA,
                    scope: .plate,
                    epsilon: 0.5
                )
        )
        #expect(try profile("positions: edge, scope: batch").positions == .edge)
    }

    @Test func `components of each plate or batch are refused`() {
        #expect(
            faults(of: minimal("profile: {normalisation: sphere-pca-cor, scope: batch}")) == [
                """
                p.yaml, line 8: campaigns[0].profile.scope is 'batch', which gives each batch principal components \
                of its own, so that wells of two cannot be compared. Give campaign, or the normalisation \
                sphere-zca-cor.
                """
            ]
        )
        #expect(faults(of: minimal("profile: {normalisation: sphere-pca}")) == [])
    }

    @Test func `slips of the pen are told`() {
        let found = faults(
            of: minimal("profile: {normalisation: TVN, positions: row, epsilon: -1, scope: all}")
        )
        #expect(found.count == 4)
        #expect(found.contains { $0.contains("is 'TVN', which is not known. Did you mean 'tvn'?") })
        #expect(found.contains { $0.contains("profile.epsilon is '-1', which is too small.") })
    }

    @Test(arguments: [
        "normalisation: tvn@1", "normalisation: tvn", "positions: edge", "scope: plate", "epsilon: 0.1",
    ])
    func `each key bears on the canonical text`(key: String) throws {
        let plain = try #require(try parsed(minimal()).campaigns.first).canonical
        let other = try #require(try parsed(minimal("profile: {\(key)}")).campaigns.first).canonical
        #expect(other != plain)
        #expect(other.split(separator: "\n").count == plain.split(separator: "\n").count)
    }
}

import Statistics
import TestSupport
import Testing

private struct AdjustedPValues: Decodable {
    struct Case: Decodable {
        let name: String
        let p: [Double?]
        let adjusted: [Double?]?
    }
    let cases: [Case]
}

struct FalseDiscoveryTests {
    @Test func `adjusted p-values agree with statsmodels, and NaN is left out`() throws {
        // because the case without our values shows statsmodels' trap, which is not to be reproduced
        let cases = try fixture("bh.json", as: AdjustedPValues.self).cases.filter { $0.adjusted != nil }
        #expect(cases.count == 13)
        for example in cases {
            let adjusted = benjaminiHochberg(example.p.map { $0 ?? .nan })
            let expected = (example.adjusted ?? []).map { $0 ?? .nan }
            #expect(adjusted.count == expected.count)
            for (value, wanted) in zip(adjusted, expected) where !(value.isNaN && wanted.isNaN) {
                #expect((value - wanted).magnitude <= 1e-12 * wanted, "\(example.name)")
            }
        }
    }
}

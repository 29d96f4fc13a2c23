package import Profiles
import RealModule
package import Screen

/// A double's cell count against the product of its singles'.
///
/// Counts are relative to the control wells of the same plate, so that 1 means as many cells as there.
/// Singles that each halve the cells are expected to leave a quarter (Bliss; multiplicative on counts,
/// additive on their logarithm).
package struct CellCountDeviation: Sendable, Hashable, Codable {
    package let expected: Double
    package let measured: Double
    /// log2 of `measured` over `expected`; below 0 where fewer cells are left than the singles say.
    package let deviation: Double
    /// The error of `deviation`; `nil` without replicates.
    package let sd: Double?
}

/// How far each measured pair's cell count is from the product of its singles' (on the log scale).
///
/// The same averaging over readings, wells and guides as for embeddings, on log2(count + ½): the half keeps
/// a well without cells finite. Of `settings` only the averaging and the control role are used.
///
/// - Parameters:
///   - wells: All readings; those without a count are passed over.
///   - settings: Of the campaign.
/// - Returns: Pairs whose double and two singles have counted wells on plates with counted controls.
/// - Throws: What ``knockoutProfiles(of:settings:features:)`` throws.
package func cellCountDeviations(
    of wells: [MeasuredWell],
    settings: ProfileSettings
) throws(ProfileFault) -> [Pair: CellCountDeviation] {
    let counted = wells.compactMap { well -> MeasuredWell? in
        guard let count = well.cellCount, count.isFinite, count >= 0 else { return nil }
        return MeasuredWell(well: well.well, content: well.content, embedding: [Double.log2(count + 0.5)])
    }
    guard !counted.isEmpty else { return [:] }
    let settings = ProfileSettings(aggregation: settings.aggregation, centring: settings.centring)
    let profiles = try knockoutProfiles(of: counted, settings: settings)
    let spread = try knockoutSpread(of: counted, settings: settings, profiles: profiles)
    var noise: [Pair: Double] = [:]
    if let spread {
        for estimate in rewardEstimates(from: profiles, spread: spread).estimates {
            noise[estimate.pair] = estimate.noise
        }
    }
    var result: [Pair: CellCountDeviation] = [:]
    for (pair, double) in profiles.doubles {
        guard let first = profiles.singles[pair.first]?.first, let both = double.first,
            let second = profiles.singles[pair.second]?.first
        else { continue }
        result[pair] = CellCountDeviation(
            expected: Double.exp2(first + second),
            measured: Double.exp2(both),
            deviation: both - (first + second),
            sd: noise[pair].map { max(0, $0).squareRoot() }
        )
    }
    return result
}

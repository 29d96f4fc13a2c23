package import Screen

/// Why no embeddings can be made of a campaign's wells, in words for the scientist.
package enum ProfileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A feature, by its place in the embedding (from 0) and its column name where that is known.
    package struct Feature: Hashable, Sendable, CustomStringConvertible {
        package let index: Int
        package let name: String?

        package init(index: Int, name: String? = nil) {
            self.index = index
            self.name = name
        }

        package var description: String { name.map { "feature '\($0)'" } ?? "feature \(index)" }
    }

    /// The logarithm is asked for and a value has none.
    case notPositive(WellID, Feature, Double)
    case notFinite(WellID, Feature, Double)
    case featureCount(WellID, found: Int, expected: Int)
    /// Two readings of one well disagree about what it holds.
    case contentsDisagree(WellID, WellContent, WellContent)
    /// Scaling by replicate SD is asked for and no control, single or anchor well has a replicate.
    case noReplicates
    /// Scaling is asked for and a feature is the same in all replicates.
    case constantFeature(Feature)

    package var description: String {
        switch self {
        case .notPositive(let well, let feature, let value):
            "Well \(well), \(feature) holds \(value), which has no logarithm. "
                + "Leave the well out of the file, or set the profile's logarithm to false."
        case .notFinite(let well, let feature, let value):
            "Well \(well), \(feature) holds \(value), which is not a number to average. "
                + "Leave the well out of the file if it failed."
        case .featureCount(let well, let found, let expected):
            "Well \(well) has an embedding of \(found) values where the campaign's wells have \(expected). "
                + "Drop results of one embedding checkpoint only."
        case .contentsDisagree(let well, let one, let other):
            "Well \(well) is read once as \(one.role.rawValue) '\(one.name)' and once as "
                + "\(other.role.rawValue) '\(other.name)'. Keep one platemap for each barcode."
        case .noReplicates:
            "No control, single or anchor guide has two wells, so there is no SD between replicates. "
                + "Measure replicates, or set the profile's scaling to none."
        case .constantFeature(let feature):
            "Embedding \(feature) is the same in all replicates, so it cannot be scaled by their SD. "
                + "Leave the feature out of the files, or set the profile's scaling to none."
        }
    }
}

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
    /// A normalisation has too few controls to be learnt from; `place` is such as `plate P1` or `all plates`.
    case tooFewControls(place: String, method: String, found: Int, needed: Int)
    /// Sphering or TVN has nearly as many controls as features, so that noise would be blown up.
    case nearlyAsManyControlsAsFeatures(
        place: String,
        method: String,
        found: Int,
        atMost: Int,
        atLeast: Int,
        features: Int
    )
    /// Standardising, or the like, is asked for and a feature is the same in all controls (or in most, where
    /// the MAD is asked for).
    case constantControls(place: String, method: String, Feature)
    /// Each plate or batch would get principal components of its own, and wells of two could not be subtracted.
    case componentsApart(method: String)
    /// Sphering is asked for and features of the controls depend on each other.
    case dependentFeatures(place: String, method: String, independent: Int, of: Int)

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
        case .tooFewControls(let place, let method, let found, let needed):
            "The normalisation \(method) needs at least \(needed) control wells of \(place), and there "
                + "\(found == 1 ? "is 1" : "are \(found)"). "
                + "Put more controls on plates, set the profile's scope wider, or its normalisation to none."
        case .nearlyAsManyControlsAsFeatures(let place, let method, let found, let most, let least, let count):
            "The normalisation \(method) has \(found) control wells of \(place) for \(count) features: so near "
                + "to each other, it would divide by what is nearly zero and blow up noise. It needs at least "
                + "\(least), or at most \(most). Widen the profile's scope, or set its normalisation to standardise."
        case .constantControls(let place, let method, let feature):
            "The normalisation \(method) divides by how much controls vary, and \(feature) is the same in "
                + "\(method.hasPrefix("robust-mad") ? "most" : "all") control wells of \(place). "
                + "Leave the feature out of the files, set the profile's scope wider, or its normalisation to none."
        case .componentsApart(let method):
            "The normalisation \(method) turns wells to the principal components of their own plate or batch, so "
                + "that wells of different ones cannot be compared. Set the profile's scope to campaign, or its "
                + "normalisation to \(method.replacingPCA)."
        case .dependentFeatures(let place, let method, let independent, let count):
            "The normalisation \(method) needs features that do not follow from each other; in the control wells "
                + "of \(place) only \(independent) of \(count) are independent. Leave repeated and constant "
                + "features out of the files, or set the profile's normalisation to tvn or standardise."
        }
    }
}

extension String {
    /// `sphere-zca-cor` for `sphere-pca-cor`.
    fileprivate var replacingPCA: String {
        split(separator: "-").map { $0 == "pca" ? "zca" : String($0) }.joined(separator: "-")
    }
}

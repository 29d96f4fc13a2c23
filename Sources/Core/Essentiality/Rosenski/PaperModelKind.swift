import Screen

/// A model that the paper's protocol may choose for a target.
///
/// Rosenski, Shifman and Kaplan (2023), "Machine learning models" and figure 3F. The raw value is the name that
/// people write and read.
package enum PaperModelKind: String, Sendable, Hashable, Codable, CaseIterable {
    case ols
    case lasso
    case xgboost
    /// Four hidden layers, stopped by lines held back for it.
    case network
    /// Without a noise term, as scikit-learn's defaults have it.
    case gp
    case knn
    case tree
    case xgboostNetwork = "xgboost+network"
    /// With a noise term and an amplitude: not in the paper, taken only where it is named.
    case gpNoise = "gp-noise"

    /// Those of the paper; of equally good ones the first is taken.
    package static let paper = allCases.filter { $0 != .gpNoise }

    /// The models of a list such as `ols,xgboost`.
    ///
    /// - Parameter list: names with commas between them; spaces around them do not count.
    /// - Returns: the models in the list's order.
    /// - Throws: `TrainingFault.setting` where a name is unknown or stands twice, or there is none.
    package static func named(_ list: String) throws(TrainingFault) -> [PaperModelKind] {
        var kinds: [PaperModelKind] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard let kind = PaperModelKind(rawValue: name), !kinds.contains(kind) else {
                throw .setting(
                    name: "list of models",
                    value: "'\(Rejection.shortened(list))'",
                    expected: "names with commas between them, none twice, of "
                        + allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            kinds.append(kind)
        }
        return kinds
    }
}

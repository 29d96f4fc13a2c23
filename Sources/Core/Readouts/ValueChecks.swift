package import Screen

/// Refuses values that have no logarithm, for campaigns that take the logarithm of every feature.
///
/// - throws: the rule `not-positive`, with the line and feature of the first such value.
package func checkPositive(_ readout: Readout) throws(Rejection) {
    for well in readout.wells {
        guard let feature = well.embedding.firstIndex(where: { $0 <= 0 }) else { continue }
        throw Rejection(
            rule: "not-positive",
            reason: "The campaign takes the logarithm of each feature, and this value has none.",
            row: well.line,
            column: readout.features[feature],
            value: well.embedding[feature].description,
            expected: "values above 0",
            remedy:
                "Leave the row out if the well failed; for features that may be negative set profile.logarithm to false."
        )
    }
}

/// Refuses values that no embedding has and whose squares would overflow.
///
/// - throws: the rule `not-plausible`, with the line and feature of the first such value.
package func checkPlausible(_ readout: Readout) throws(Rejection) {
    let greatest = 1e30
    for well in readout.wells {
        guard let feature = well.embedding.firstIndex(where: { $0.magnitude > greatest }) else { continue }
        throw Rejection(
            rule: "not-plausible",
            reason: "The value is far beyond what an embedding or a measurement can be.",
            row: well.line,
            column: readout.features[feature],
            value: well.embedding[feature].description,
            expected: "values between -1e30 and 1e30",
            remedy: "Leave the row out if the well failed; otherwise embed it again."
        )
    }
}

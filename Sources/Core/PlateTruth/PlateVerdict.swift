package import Screen

/// What a plate's wells say of the layout they have.
package struct PlateVerdict: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// The wells look as designed, and unlike everything else that was tried.
        case asDesigned
        /// The wells do not tell: too few of them, or too little difference between them. The plate passes.
        case undecided
        /// The wells look as if this was the layout, and not the designed one.
        case other(TrueLayout)
    }

    package let plate: Barcode
    /// Wells that were compared, those of earlier files of the plate included.
    package let wells: Int
    package let outcome: Outcome
    /// As designed first, then in the order of `TrueLayout.ofOnePlate`, then other plates by barcode; empty
    /// where wells are too few.
    package let evidence: [LayoutEvidence]
    /// The layout that explains the wells best; as designed where there is no evidence.
    package let likeliest: TrueLayout

    package init(
        plate: Barcode,
        wells: Int,
        outcome: Outcome,
        evidence: [LayoutEvidence],
        likeliest: TrueLayout
    ) {
        self.plate = plate
        self.wells = wells
        self.outcome = outcome
        self.evidence = evidence
        self.likeliest = likeliest
    }

    package func evidence(for layout: TrueLayout) -> LayoutEvidence? {
        evidence.first { $0.layout == layout }
    }

    /// log10 of the odds of `likeliest` against the design.
    ///
    /// Of the design against the next, where it is likeliest itself; 0 without evidence.
    package var tenfolds: Double {
        guard let best = evidence(for: likeliest) else { return 0 }
        let rival =
            likeliest == .designed
            ? evidence.filter { $0.layout != .designed }.map(\.evidence).max()
            : evidence(for: .designed)?.evidence
        return rival.map { (best.evidence - $0) * 0.434_294_481_903_251_8 } ?? 0
    }
}

/// How well one layout explains a plate.
package struct LayoutEvidence: Sendable, Hashable {
    package let layout: TrueLayout
    /// Natural logarithm of the odds against wells without any likeness: of the wells' looks, and of which
    /// wells there are.
    package let evidence: Double
    /// The part of it that comes of looks.
    package let looks: Double
    /// Wells for which the layout says what they hold.
    package let explained: Int
    /// Wells that can be compared with others of their content or kin, or with what is known of it.
    package let comparable: Int
    /// How many of those look more like them than like the plate's mean; half of them by chance.
    package let alike: Int
}

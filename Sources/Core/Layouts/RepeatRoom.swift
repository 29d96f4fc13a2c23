package import Screen

/// How many wells of repeats go into a batch.
package struct RepeatRoom: Sendable, Hashable {
    /// Wells of repeats that the batch should hold at most.
    package let wells: Int
    /// Wells that can be laid out at all.
    package let most: Int

    /// - Parameters:
    ///   - pairs: The pairs that the batch holds besides. Without any, repeats fill one plate.
    ///   - share: Wells of repeats for each well of these pairs.
    ///   - guides: Those of the campaign.
    ///   - settings: How plates are filled.
    /// - Throws: what ``batchLayouts(pairs:repeats:guides:settings:campaign:round:seed:)`` would throw.
    package init(
        beside pairs: [Pair],
        share: Double,
        guides: CampaignGuides,
        settings: LayoutSettings
    ) throws(LayoutFault) {
        try settings.check()
        try guides.check()
        // An anchor a plate at most for each that is asked for; fewer where the batch has no guide for it.
        let anchor = WellContent(role: .anchor)
        let anchors = [WellContent](repeating: anchor, count: settings.anchorsPerPlate)
        let plate = try PlatePlan(samples: [], anchors: anchors, settings: settings, guides: guides)
            .roomForSamples()
        guard !pairs.isEmpty else {
            wells = plate
            most = plate
            return
        }
        var own = 0
        for pair in Set(pairs) {
            own += try doubles(of: pair, guides, settings.combinations).count * settings.doubleReplicates
        }
        // Without a number for plates in the barcode there is one plate only.
        most = settings.barcodePattern.namesPlate ? .max : max(0, plate - own)
        wells = min(most, Int(share * Double(own)))
    }
}

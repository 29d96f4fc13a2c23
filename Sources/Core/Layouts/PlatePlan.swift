import Screen
import Statistics

/// What a batch's plates have to carry, before any of it has a position.
struct PlatePlan {
    /// What a sample well holds, and how many wells of it there are over all plates.
    struct Sample {
        let content: WellContent
        let replicates: Int
    }

    var samples: [Sample]
    /// The same on every plate.
    var anchors: [WellContent]
    var settings: LayoutSettings
    var guides: CampaignGuides

    /// Negative control wells of each role on every plate.
    private func wells(of role: WellRole) -> Int {
        guard role == guides.centring else { return settings.controlsPerPlate }
        return max(settings.controlsPerPlate, LayoutSettings.minimumCentringControls)
    }

    /// The control wells of one plate, a list for each role.
    ///
    /// Their guides go round from plate to plate, so that each combination is used as often as any other.
    func controls(onPlate plate: Int) -> [[WellContent]] {
        var lists = guides.negativeRoles.map { role in
            let kinds = negativeContents(role)
            let count = wells(of: role)
            return (0..<count).map { kinds[(plate * count + $0) % kinds.count] }
        }
        let positives = positiveContents()
        if !positives.isEmpty, settings.positivesPerPlate > 0 {
            let count = settings.positivesPerPlate
            lists.append((0..<count).map { positives[(plate * count + $0) % positives.count] })
        }
        return lists
    }

    /// The samples of each plate.
    ///
    /// Wells are dealt out one after the other, so that plates differ by one well at most and the
    /// replicates of a sample come to lie on as many plates as there are.
    func samplesByPlate() throws(LayoutFault) -> [[WellContent]] {
        let total = samples.reduce(0) { $0 + $1.replicates }
        let room = try roomForSamples()
        let plates = (total + room - 1) / room
        if plates > 1, !settings.barcodePattern.namesPlate {
            throw LayoutFault(
                key: "plates.barcode",
                reason: """
                    \(total) wells need \(plates) plates (\(room) sample wells fit one), but \
                    '\(settings.barcodePattern)' gives all of them the same barcode.
                    """,
                remedy: "Add {plate:2} to the pattern, or choose a smaller batch."
            )
        }
        var lists = [[WellContent]](repeating: [], count: plates)
        var dealt = 0
        for sample in samples {
            for _ in 0..<sample.replicates {
                lists[dealt % plates].append(sample.content)
                dealt += 1
            }
        }
        return lists
    }

    /// Sample wells of one plate.
    func roomForSamples() throws(LayoutFault) -> Int {
        let usable = settings.usablePositions.count
        let lists = controls(onPlate: 0)
        let taken = lists.reduce(anchors.count) { $0 + $1.count }
        guard taken < usable else {
            var parts = lists.compactMap { list in list.first.map { "\(list.count) \($0.role.rawValue)" } }
            if !anchors.isEmpty { parts.append("\(anchors.count) anchor") }
            throw LayoutFault(
                key: "plates.controls-per-plate",
                reason: """
                    A \(settings.format.wellCount)-well plate with \(settings.emptyEdge) empty rings has \
                    \(usable) wells, and \(parts.joined(separator: ", ")) wells leave none for samples.
                    """,
                remedy: "Lower controls-per-plate, positives-per-plate, anchors-per-plate or empty-edge, "
                    + "or use a larger format."
            )
        }
        return usable - taken
    }

    // Two different guides where there are two, because a double cuts in two places.
    private func negativeContents(_ role: WellRole) -> [WellContent] {
        let list = guides.controls[role, default: []].sorted()
        guard role != .untreated, let only = list.first else { return [WellContent(role: role)] }
        guard list.count > 1 else { return [WellContent(role: role, a: only, b: only)] }
        // Neighbours first, then those two apart, and so on, so that the first few wells use every guide.
        var contents: [WellContent] = []
        var seen: Set<Set<Guide>> = []
        for step in 1..<list.count {
            for start in list.indices {
                let one = list[start]
                let other = list[(start + step) % list.count]
                guard seen.insert([one, other]).inserted else { continue }
                contents.append(WellContent(role: role, a: min(one, other), b: max(one, other)))
            }
        }
        return contents
    }

    private func positiveContents() -> [WellContent] {
        let companions = guides.companions
        return guides.controls[.positive, default: []].sorted().enumerated().map { number, guide in
            let companion = companions.isEmpty ? nil : companions[number % companions.count]
            return WellContent(role: .positive, a: guide, b: companion)
        }
    }
}

import Figures
import Profiles
import Screen

extension ControlDrift {
    /// `controls.svg`: how far each plate's controls are from those before, and whether positive controls and anchors
    /// stand where they should.
    func chart(of campaign: String) -> String {
        let flagged = plates.count(where: \.isFlagged)
        let told =
            "\(plates.count) plates in the order they were made. "
            + (flagged == 0
                ? "No plate's controls stand out."
                : "\(flagged) of them with controls unlike those of the plates before.")
        return Figure(
            "Controls of \(campaign), plate by plate",
            description: told,
            width: max(760, min(1600, 90 + 14 * Double(plates.count))),
            panelHeight: 220,
            panels: [distancePanel, phenotypePanel],
            legend: [
                LegendEntry("controls of one plate", .blue, .symbol(.circle)),
                LegendEntry("plate that stands out", .orange, .symbol(.cross)),
                LegendEntry("beyond it a plate stands out", .orange, .line(.dashed)),
                LegendEntry("noise of control wells alone", .sky, .area),
                LegendEntry("positive controls", .green, .symbol(.triangle)),
                LegendEntry("anchors", .purple, .symbol(.square)),
            ]
        ).svg
    }

    private var distancePanel: Panel {
        let known = plates.enumerated().compactMap { number, plate in
            plate.distance.map { (number: number, plate: plate, distance: $0) }
        }
        let usual = known.filter { !$0.plate.isFlagged }
        let odd = known.filter(\.plate.isFlagged)
        let noise = plates.enumerated().compactMap { number, plate in
            plate.expected.map { Span(Double(number + 1), 0, $0) }
        }
        var marks: [Mark] = [.band(noise, .sky)]
        if let limit { marks.append(.horizontal(limit, .orange)) }
        marks.append(.line(known.map { Spot(Double($0.number + 1), $0.distance) }, .blue, width: 1))
        marks.append(.points(usual.map { spot($0.number, $0.distance) }, .blue, .circle))
        marks.append(.points(odd.map { spot($0.number, $0.distance) }, .orange, .cross, size: 5))
        // Names of the ten farthest: more cannot be read.
        for entry in odd.sorted(by: { $0.distance > $1.distance }).prefix(10) {
            let isLate = 2 * entry.number > plates.count
            let at = Spot(Double(entry.number + 1) + (isLate ? -0.4 : 0.4), entry.distance)
            marks.append(.text(entry.plate.barcode.text, at: at, .orange, isLate ? .end : .start))
        }
        let values = known.map(\.distance) + plates.compactMap(\.expected) + (limit.map { [$0] } ?? [])
        return Panel(
            "How far controls have moved from the plates before",
            x: plateAxis,
            y: Axis("distance, SD of a control", over: values, including: [0]),
            marks: marks
        )
    }

    private var phenotypePanel: Panel {
        func spots(_ value: (Plate) -> Double?) -> [Spot] {
            plates.enumerated().compactMap { number, plate in value(plate).map { spot(number, $0) } }
        }
        let positives = spots(\.positives)
        let anchors = spots(\.anchors)
        var marks: [Mark] = [.line(positives, .green, width: 1)]
        marks.append(.points(positives, .green, .triangle, size: 3.5))
        marks.append(.line(anchors, .purple, .dotted, width: 1))
        marks.append(.points(anchors, .purple, .square))
        if positives.isEmpty, anchors.isEmpty {
            let middle = Spot(Double(plates.count + 1) / 2, 0.5)
            marks.append(
                .text("no positive controls and no anchors on these plates", at: middle, .soft, .middle)
            )
        }
        return Panel(
            "Positive controls from their plate's controls, anchors from where they are elsewhere",
            x: plateAxis,
            y: Axis("distance, SD of a control", over: (positives + anchors).map(\.y), including: [0]),
            marks: marks
        )
    }

    private func spot(_ number: Int, _ value: Double) -> Spot {
        let plate = plates[number]
        let batch = plate.batch.map { ", \($0)" } ?? ""
        let note = "\(plate.barcode)\(batch): \(decimal(value, 2)) SD, \(plate.controls) controls"
        return Spot(Double(number + 1), value, note: note)
    }

    /// Where a batch begins, in the order of plates, from 0.
    private var starts: [Int] {
        plates.indices.filter { $0 == 0 || plates[$0].batch != plates[$0 - 1].batch }
    }

    /// A tick for each batch that has room, or plain numbers.
    private var plateAxis: Axis {
        let upper = Double(max(plates.count, 1)) + 0.5
        guard plates.contains(where: { $0.batch != nil }), 2 * starts.count <= plates.count + 2 else {
            return Axis("plate, in the order of names", from: 0.5, to: upper)
        }
        var ticks: [Axis.Tick] = []
        let room = upper / 12
        for start in starts {
            let value = Double(start + 1)
            if let last = ticks.last, value - last.value < room { continue }
            ticks.append(Axis.Tick(value, plates[start].batch.map { "\($0)" } ?? "elsewhere"))
        }
        return Axis("plate, in the order of batches and names", from: 0.5, to: upper, ticks: ticks)
    }
}

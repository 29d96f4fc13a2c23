import Screen
import Statistics

/// Tells wells that lost their cells from knockouts that kill them.
///
/// A reading has too few cells if it has fewer than the settings' minimum, or than the settings' share of the
/// median of its plate's centring controls. A control like that is dropped. A knockout may leave few cells by
/// its nature, and then all its wells do, so a reading with too few is
///
/// - dropped as a mishap if other wells of the same guides have plenty (twice the bound), or if mishaps are
///   likely enough to have hit all of them: with a share f of mishaps among the controls of each well's plate,
///   the product of f over the wells has to be below 1 %;
/// - kept otherwise: the knockout is what leaves few cells.
///
/// The wells of the same guides are asked first, then all wells of the knockout. f is (lost + ½)/(controls + 1),
/// so that on a plate with 8 good controls (f = 0.06) two empty wells of two are believed, and with a quarter
/// of the controls lost four of four. Positive controls, which may kill, are never dropped for their cells.
struct CellCounts {
    /// The chance of a mishap in every well below which a knockout is said to leave few cells.
    static let believed = 0.01
    /// A well with this many times the bound contradicts.
    static let plenty = 2.0

    private let readings: [ReadingFact]
    /// The most cells that any reading of a well shows.
    private var best: [WellID: Double] = [:]
    private var bounds: [Barcode: Double] = [:]
    /// f of each plate.
    private var mishaps: [Barcode: Double] = [:]

    init(_ readings: [ReadingFact], settings: QualitySettings, centring: WellRole) {
        self.readings = readings
        var controls: [Barcode: [(well: WellID, role: WellRole)]] = [:]
        for reading in readings {
            guard let cells = reading.cells else { continue }
            let well = reading.id.well
            let known = best.updateValue(max(best[well] ?? 0, cells), forKey: well)
            if known == nil, reading.content.role.isNegativeControl {
                controls[well.plate, default: []].append((well, reading.content.role))
            }
        }
        for plate in Set(best.keys.map(\.plate)) {
            let wells = controls[plate, default: []]
            let zero = wells.filter { $0.role == centring }.map { best[$0.well] ?? 0 }
            let share = zero.isEmpty ? 0 : settings.minimumCellShare * quantile(zero, 0.5)
            let bound = max(Double(settings.minimumCells), share)
            let lost = wells.count { (best[$0.well] ?? 0) < bound }
            bounds[plate] = bound
            mishaps[plate] = (Double(lost) + 0.5) / (Double(wells.count) + 1)
        }
    }

    /// The readings with too few cells, dropped or kept.
    func verdicts() -> [ReadingID: ReadingVerdict] {
        var result: [ReadingID: ReadingVerdict] = [:]
        var deadly: [Knockout: Bool] = [:]
        lazy var wells = wellsOfKnockouts()
        for reading in readings where reading.content.role != .positive {
            let well = reading.id.well
            let bound = bounds[well.plate] ?? 0
            guard let cells = reading.cells, cells < bound else { continue }
            let drop = WellDrop(.fewCells, value: cells, bound: bound)
            // A better reading of the same well says that the well has its cells.
            guard let knockouts = Knockout.both(of: reading.content), (best[well] ?? 0) < bound else {
                result[reading.id] = .dropped(drop)
                continue
            }
            let isDeadly = knockouts.contains { knockout in
                if let known = deadly[knockout] { return known }
                let answer = leavesFewCells(wells[knockout, default: []])
                deadly[knockout] = answer
                return answer
            }
            result[reading.id] = isDeadly ? .kept(drop) : .dropped(drop)
        }
        return result
    }

    private func wellsOfKnockouts() -> [Knockout: Set<WellID>] {
        var wells: [Knockout: Set<WellID>] = [:]
        for reading in readings where reading.cells != nil {
            for knockout in Knockout.both(of: reading.content) ?? [] {
                wells[knockout, default: []].insert(reading.id.well)
            }
        }
        return wells
    }

    private func leavesFewCells(_ wells: Set<WellID>) -> Bool {
        var chance = 1.0
        for well in wells.sorted() {
            let bound = bounds[well.plate] ?? 0
            let cells = best[well] ?? 0
            guard cells < CellCounts.plenty * bound else { return false }
            if cells < bound { chance *= mishaps[well.plate] ?? 1 }
        }
        return chance < CellCounts.believed
    }
}

/// What wells have in common that should have the same cells: the guides, or the genes.
private enum Knockout: Hashable {
    case guides(Guide, Guide?)
    case gene(Gene)
    case pair(Pair)

    /// By guides and by genes; `nil` for controls.
    static func both(of content: WellContent) -> [Knockout]? {
        guard let guide = content.a else { return nil }
        if let gene = content.single { return [.guides(guide, nil), .gene(gene)] }
        if let pair = content.pair { return [.guides(guide, content.b), .pair(pair)] }
        return nil
    }
}

import LinearAlgebra
import Screen

/// What the places of a plate add to each feature, as a number for each row and column, or each outer ring.
struct PositionEffects: Sendable, Equatable {
    let levels: PositionLevels
    /// A row of one number a feature for each of `levels`; zero where the controls say nothing.
    let values: Matrix

    /// Takes away what the place of each well adds to it.
    func remove(from block: inout PlateBlock) {
        let count = block.featureCount
        let places = block.positions.map(levels.of)
        block.values.withUnsafeMutableBufferPointer { wells in
            values.storage.withUnsafeBufferPointer { effects in
                for (row, levels) in places.enumerated() {
                    for level in levels {
                        for feature in 0..<count {
                            wells[row * count + feature] -= effects[level * count + feature]
                        }
                    }
                }
            }
        }
    }
}

/// Which rows and columns, or which outer ring, a place belongs to.
struct PositionLevels: Sendable, Hashable {
    let format: PlateFormat
    let kind: ProfileSettings.Positions

    /// Rings from the rim inwards that have a number of their own.
    static let rings = 3

    /// Levels that share one shrinkage: rows, columns; rings.
    var factors: [Range<Int>] {
        switch kind {
        case .none: []
        case .rowsColumns: [0..<format.rows, format.rows..<(format.rows + format.columns)]
        case .edge: [0..<PositionLevels.rings]
        }
    }

    var count: Int { factors.last?.upperBound ?? 0 }

    func of(_ position: WellPosition) -> [Int] {
        switch kind {
        case .none: return []
        case .rowsColumns: return [position.row, format.rows + position.column]
        case .edge:
            let below = format.rows - 1 - position.row
            let beyond = format.columns - 1 - position.column
            let ring = min(position.row, position.column, below, beyond)
            return ring < PositionLevels.rings ? [ring] : []
        }
    }
}

/// Plates whose positions are taken to act alike.
struct PositionUnit: Hashable {
    let unit: NormalisationUnit
    let format: PlateFormat
}

extension SortedReadings {
    /// The plates that positions are learnt from together, and whether they are taken out at all.
    ///
    /// A plate's format is the smallest that has a place for every well of its batch.
    func positionUnit(of plate: Plate, scope: ProfileSettings.Scope) -> PositionUnit {
        var format = plate.format
        if let batch = plate.batch, let largest = formats[batch], largest.rawValue > format.rawValue {
            format = largest
        }
        return PositionUnit(unit: NormalisationUnit(plate, scope: scope), format: format)
    }
}

extension PositionEffects {
    /// The effects of each unit, from its control and anchor wells; none where too few wells tell.
    static func fitted(
        to readings: SortedReadings,
        settings: ProfileSettings
    ) throws(ProfileFault) -> [PositionUnit: PositionEffects] {
        guard settings.positions != .none else { return [:] }
        var samples: [PositionUnit: PositionSamples] = [:]
        for plate in readings.plates {
            let block = try readings.centredBlock(of: plate, settings, nil) {
                $0.role.isControl || $0.role == .anchor
            }
            guard let block else { continue }
            let unit = readings.positionUnit(of: plate, scope: settings.scope)
            samples[unit, default: PositionSamples(featureCount: block.featureCount)]
                .add(block, centring: settings.centring)
        }
        var effects: [PositionUnit: PositionEffects] = [:]
        for (unit, samples) in samples {
            let levels = PositionLevels(format: unit.format, kind: settings.positions)
            effects[unit] = PositionFit(samples, levels: levels).map {
                PositionEffects(levels: levels, values: $0.effects)
            }
        }
        return effects
    }
}

import Screen

/// As JSON:
///
///     {"version": 1, "dialect": "jump",
///      "plate": {"columns": ["Metadata_Plate"]}, "well": {"columns": ["Metadata_Well"]},
///      "features": ["Cells_AreaShape_Area", {"stem": "emb_", "first": 0, "last": 127}]}
///
/// Runs of numbered features are written as a stem and two numbers. A file that cannot be a profile is refused
/// with a `DecodingError` that says what is wrong in words for the person who wrote it.
extension ReadingProfile: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case version
        case dialect
        case plate
        case well
        case experiment
        case cellCount = "cell_count"
        case checkpoint
        case claims
        case features
        case leftOut = "left_out"
        case controlNames = "control_names"
        case separator
        case headerBlock = "header_block"
    }

    /// Features and other names that a profile may have at most; as many as a table's columns.
    private static let limit = 100_000

    package init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(of: Key.self, decoder)
        let file = try decoder.container(keyedBy: Key.self)
        func fault(_ key: Key, _ text: String) -> DecodingError {
            DecodingError.dataCorruptedError(forKey: key, in: file, debugDescription: text)
        }
        let version = try file.decode(Int.self, forKey: .version)
        guard version == ReadingProfile.version else {
            throw fault(.version, "must be \(ReadingProfile.version), not \(version)")
        }
        let names = try file.decode([FeatureNames].self, forKey: .features)
        guard names.reduce(0, { $0 + $1.count }) <= ReadingProfile.limit else {
            throw fault(.features, "must not be more than \(ReadingProfile.limit)")
        }
        self.init(
            dialect: try file.decode(Readout.Dialect.self, forKey: .dialect),
            plate: try file.decode(PlateSource.self, forKey: .plate),
            well: try file.decode(WellSource.self, forKey: .well),
            experiment: try file.decodeIfPresent(String.self, forKey: .experiment),
            cellCount: try file.decodeIfPresent(String.self, forKey: .cellCount),
            checkpoint: try file.decodeIfPresent(String.self, forKey: .checkpoint),
            claims: try file.decodeIfPresent([Claim].self, forKey: .claims) ?? [],
            features: names.flatMap(\.names),
            leftOut: try file.decodeIfPresent([String].self, forKey: .leftOut) ?? [],
            controlNames: try file.decodeIfPresent([String: WellRole].self, forKey: .controlNames) ?? [:],
            separator: try file.decodeIfPresent(String.self, forKey: .separator),
            headerBlock: try file.decodeIfPresent([String].self, forKey: .headerBlock) ?? []
        )
        guard !features.isEmpty else { throw fault(.features, "must name at least one feature") }
        if let twice = firstRepeated(features) {
            throw fault(.features, "names '\(Rejection.shortened(twice))' twice")
        }
        let about = Set(metadata)
        if let both = features.first(where: about.contains) {
            throw fault(.features, "names '\(Rejection.shortened(both))', which also says something else")
        }
        if case .columns(let columns) = plate, columns.isEmpty {
            guard case .id = well else { throw fault(.plate, "must name at least one column") }
        }
        if case .columns(let columns) = well, columns.isEmpty {
            throw fault(.well, "must name at least one column")
        }
        guard (dialect == .grid) == (well == .grid) else {
            throw fault(.well, "must be {\"grid\": true} for the dialect 'grid', and only for it")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var file = encoder.container(keyedBy: Key.self)
        try file.encode(ReadingProfile.version, forKey: .version)
        try file.encode(dialect, forKey: .dialect)
        try file.encode(plate, forKey: .plate)
        try file.encode(well, forKey: .well)
        try file.encodeIfPresent(experiment, forKey: .experiment)
        try file.encodeIfPresent(cellCount, forKey: .cellCount)
        try file.encodeIfPresent(checkpoint, forKey: .checkpoint)
        if !claims.isEmpty { try file.encode(claims, forKey: .claims) }
        try file.encode(FeatureNames.runs(of: features), forKey: .features)
        if !leftOut.isEmpty { try file.encode(leftOut, forKey: .leftOut) }
        if !controlNames.isEmpty { try file.encode(controlNames, forKey: .controlNames) }
        try file.encodeIfPresent(separator, forKey: .separator)
        if !headerBlock.isEmpty { try file.encode(headerBlock, forKey: .headerBlock) }
    }
}

extension ReadingProfile.PlateSource: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case columns
        case headerBlock = "header_block"
        case fileName = "file_name"
    }

    package init(from decoder: any Decoder) throws {
        let file = try onlyKey(of: Key.self, decoder)
        switch file.key {
        case .columns: self = .columns(try file.container.decode([String].self, forKey: .columns))
        case .headerBlock:
            self = .headerBlock(key: try file.container.decode(String.self, forKey: .headerBlock))
        case .fileName:
            try requireTrue(.fileName, in: file.container)
            self = .fileName
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var file = encoder.container(keyedBy: Key.self)
        switch self {
        case .columns(let columns): try file.encode(columns, forKey: .columns)
        case .headerBlock(let key): try file.encode(key, forKey: .headerBlock)
        case .fileName: try file.encode(true, forKey: .fileName)
        }
    }
}

extension ReadingProfile.WellSource: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case columns
        case id
        case row
        case column
        case countsFrom = "counts_from"
        case grid
    }

    package init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(of: Key.self, decoder)
        let file = try decoder.container(keyedBy: Key.self)
        if file.contains(.grid) {
            try requireTrue(.grid, in: file)
            self = .grid
        } else if file.contains(.row) || file.contains(.column) {
            let first = try file.decodeIfPresent(Int.self, forKey: .countsFrom) ?? 1
            guard first == 0 || first == 1 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .countsFrom,
                    in: file,
                    debugDescription: "must be 0 or 1"
                )
            }
            self = .rowAndColumn(
                row: try file.decode(String.self, forKey: .row),
                column: try file.decode(String.self, forKey: .column),
                countsFrom: first
            )
        } else if let id = try file.decodeIfPresent(String.self, forKey: .id) {
            self = .id(id, columns: try file.decodeIfPresent([String].self, forKey: .columns) ?? [])
        } else {
            self = .columns(try file.decode([String].self, forKey: .columns))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var file = encoder.container(keyedBy: Key.self)
        switch self {
        case .columns(let columns): try file.encode(columns, forKey: .columns)
        case .id(let id, let columns):
            try file.encode(id, forKey: .id)
            if !columns.isEmpty { try file.encode(columns, forKey: .columns) }
        case .rowAndColumn(let row, let column, let first):
            try file.encode(row, forKey: .row)
            try file.encode(column, forKey: .column)
            try file.encode(first, forKey: .countsFrom)
        case .grid: try file.encode(true, forKey: .grid)
        }
    }
}

extension ReadingProfile.Claim: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case column
        case kind
    }

    package init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(of: Key.self, decoder)
        let file = try decoder.container(keyedBy: Key.self)
        column = try file.decode(String.self, forKey: .column)
        kind = try file.decode(NamedGuides.Kind.self, forKey: .kind)
    }

    package func encode(to encoder: any Encoder) throws {
        var file = encoder.container(keyedBy: Key.self)
        try file.encode(column, forKey: .column)
        try file.encode(kind, forKey: .kind)
    }
}

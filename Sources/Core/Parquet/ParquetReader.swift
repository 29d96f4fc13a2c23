package import Screen

/// Reads Parquet files of flat tables.
///
/// It reads FLOAT, DOUBLE, FLOAT16, INT32, INT64, BOOLEAN and UTF-8 text, in every encoding of the format
/// but bit-packed levels, in data pages of both versions, plain or packed by snappy, gzip or zstd. The
/// format is described at https://github.com/apache/parquet-format.
package enum ParquetReader {
    /// Whether the bytes start as a Parquet file does, encrypted ones too.
    package static func isParquet(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: FileFooter.magic) || bytes.starts(with: FileFooter.encryptedMagic)
    }

    /// The names and kinds of the columns, without their values.
    ///
    /// Throws `truncated-parquet`, `corrupt-parquet`, `parquet-unsupported` and `too-large`.
    package static func contents(
        of bytes: [UInt8],
        limits: ParquetLimits = .standard
    ) throws(Rejection) -> ParquetContents {
        try bytes.withUnsafeBufferPointer { buffer throws(Rejection) in
            let file = try ParquetFile(UnsafeRawBufferPointer(buffer), limits: limits)
            return ParquetContents(
                columns: file.leaves.map { leaf in
                    let reading: Reading? =
                        if case .success(let reading) = leaf.reading { reading } else { nil }
                    return ParquetContents.Column(name: leaf.name, kind: reading?.kind)
                },
                rowCount: file.footer.rowCount,
                keyValueMetadata: file.footer.keyValueMetadata
            )
        }
    }

    /// The table, or those of its columns that `columns` names; a name that the file does not have is
    /// passed over, and a column that is not wanted may be of any kind.
    ///
    /// Throws what `contents` throws, and `not-utf8`; never allocates much beyond `limits`, whatever the
    /// file claims to hold.
    package static func read(
        _ bytes: [UInt8],
        limits: ParquetLimits = .standard,
        columns: Set<String>? = nil
    ) throws(Rejection) -> ParquetTable {
        try bytes.withUnsafeBufferPointer { buffer throws(Rejection) in
            let file = try ParquetFile(UnsafeRawBufferPointer(buffer), limits: limits)
            return try file.table(of: columns, limits: limits)
        }
    }
}

/// A file whose footer has been read and agrees with itself.
private struct ParquetFile {
    let bytes: UnsafeRawBufferPointer
    let footer: FileFooter
    let leaves: [Leaf]

    init(_ bytes: UnsafeRawBufferPointer, limits: ParquetLimits) throws(Rejection) {
        do throws(ParquetFault) {
            self.bytes = bytes
            footer = try FileFooter(of: bytes, limits: limits)
            leaves = try footer.leaves(limits: limits)
            var rows = 0
            for group in footer.rowGroups {
                guard group.chunks.count == leaves.count else { throw .damaged("a column is missing") }
                let (sum, overflow) = rows.addingReportingOverflow(group.rowCount)
                guard !overflow else { throw .damaged("its rows do not add up") }
                rows = sum
            }
            guard rows == footer.rowCount else { throw .damaged("its rows do not add up") }
        } catch {
            throw Rejection(error)
        }
    }

    func table(of names: Set<String>?, limits: ParquetLimits) throws(Rejection) -> ParquetTable {
        let wanted = leaves.indices.filter { names?.contains(leaves[$0].name) ?? true }
        let cells = footer.rowCount.multipliedReportingOverflow(by: wanted.count)
        guard !cells.overflow, cells.partialValue <= limits.maximumCells else {
            throw Rejection(.tooLarge("more than \(limits.maximumCells) cells"))
        }
        let budget = Budget(limits)
        let unpacker = Unpacker(budget: budget)
        var columns: [ParquetColumn] = []
        columns.reserveCapacity(wanted.count)
        for index in wanted {
            do throws(ParquetFault) {
                let values = try values(of: index, unpacker: unpacker, budget: budget)
                columns.append(ParquetColumn(name: leaves[index].name, values: values))
            } catch {
                throw Rejection(error, column: leaves[index].name)
            }
        }
        return ParquetTable(
            columns: columns,
            rowCount: footer.rowCount,
            keyValueMetadata: footer.keyValueMetadata
        )
    }

    private func values(
        of index: Int,
        unpacker: Unpacker,
        budget: Budget
    ) throws(ParquetFault) -> ParquetValues {
        func read<Kind: ValueKind>(_ kind: Kind.Type) throws(ParquetFault) -> ColumnReader<Kind> {
            try column(index, as: kind, unpacker: unpacker, budget: budget)
        }
        switch try leaves[index].reading.get() {
        case .flag: return try .flags(read(FlagKind.self).values)
        case .int32: return try Self.integers(read(Int32Kind.self))
        case .uint32: return try Self.integers(read(UInt32Kind.self))
        case .int64: return try Self.integers(read(Int64Kind.self))
        case .uint64:
            let column = try read(Int64Kind.self)
            guard column.values.allSatisfy({ $0 >= 0 }) else {
                throw .unsupported(
                    reason: "A whole number is above 9,223,372,036,854,775,807.",
                    remedy: "Write the column as text, or leave it out."
                )
            }
            return Self.integers(column)
        case .float16: return try .doubles(read(Float16Kind.self).values)
        case .float: return try .doubles(read(FloatKind.self).values)
        case .double: return try .doubles(read(DoubleKind.self).values)
        case .text: return try .text(read(TextKind.self).values)
        }
    }

    private func column<Kind: ValueKind>(
        _ index: Int,
        as kind: Kind.Type,
        unpacker: Unpacker,
        budget: Budget
    ) throws(ParquetFault) -> ColumnReader<Kind> {
        let leaf = leaves[index]
        var reader = try ColumnReader<Kind>(
            bytes,
            optional: leaf.optional,
            rows: footer.rowCount,
            unpacker: unpacker,
            budget: budget
        )
        for group in footer.rowGroups {
            let chunk = group.chunks[index]
            if let fault = chunk.fault { throw fault }
            guard chunk.valueCount == group.rowCount else { throw .damaged("it does not hold a value a row") }
            guard chunk.physicalType == leaf.physicalType else {
                throw .damaged("its type changes within the file")
            }
            try reader.append(chunk)
        }
        return reader
    }

    private static func integers<Kind>(
        _ column: ColumnReader<Kind>
    ) -> ParquetValues where Kind.Value == Int64 {
        .integers(column.values, filled: column.filled)
    }
}

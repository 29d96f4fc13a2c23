package import Screen

/// A file whose footer has been read and agrees with itself.
///
/// It borrows the bytes: it must not outlive the call that lent it.
package struct ParquetFile {
    private let bytes: UnsafeRawBufferPointer
    private let footer: FileFooter
    private let leaves: [Leaf]
    private let limits: ParquetLimits

    init(_ bytes: UnsafeRawBufferPointer, limits: ParquetLimits) throws(Rejection) {
        self.bytes = bytes
        self.limits = limits
        do throws(ParquetFault) {
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

    /// The names and kinds of the columns.
    package var contents: ParquetContents {
        ParquetContents(
            columns: leaves.map { leaf in
                let reading: Reading? = if case .success(let reading) = leaf.reading { reading } else { nil }
                return ParquetContents.Column(name: leaf.name, kind: reading?.kind)
            },
            rowCount: footer.rowCount,
            keyValueMetadata: footer.keyValueMetadata
        )
    }

    /// Reads the columns, or those that `names` names, and hands them over one at a time, with their places in
    /// the file, so that no two need be kept.
    ///
    /// Throws as `ParquetReader.read` does, and what `take` throws.
    package func forEachColumn(
        of names: Set<String>? = nil,
        _ take: (_ place: Int, ParquetColumn) throws(Rejection) -> Void
    ) throws(Rejection) {
        let wanted = leaves.indices.filter { names?.contains(leaves[$0].name) ?? true }
        let cells = footer.rowCount.multipliedReportingOverflow(by: wanted.count)
        guard !cells.overflow, cells.partialValue <= limits.maximumCells else {
            throw Rejection(.tooLarge("more than \(limits.maximumCells) cells"))
        }
        let budget = Budget(limits)
        let unpacker = Unpacker(budget: budget)
        for index in wanted {
            let column: ParquetColumn
            do throws(ParquetFault) {
                let values = try values(of: index, unpacker: unpacker, budget: budget)
                column = ParquetColumn(name: leaves[index].name, values: values)
            } catch {
                throw Rejection(error, column: leaves[index].name)
            }
            try take(index, column)
        }
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

/// Reads one column, chunk by chunk and page by page.
struct ColumnReader<Kind: ValueKind> {
    private let file: UnsafeRawBufferPointer
    private let optional: Bool
    private let unpacker: Unpacker
    private let budget: Budget
    private(set) var values: [Kind.Value] = []
    /// Which rows are filled, once one is not.
    private(set) var filled: [Bool]?

    /// `rows` is what the footer says the column will hold; the budget pays for them here.
    init(
        _ file: UnsafeRawBufferPointer,
        optional: Bool,
        rows: Int,
        unpacker: Unpacker,
        budget: Budget
    ) throws(ParquetFault) {
        self.file = file
        self.optional = optional
        self.unpacker = unpacker
        self.budget = budget
        let stride = MemoryLayout<Kind.Value>.stride + (optional ? 1 : 0)
        let cost = rows.multipliedReportingOverflow(by: stride)
        try budget.charge(cost.overflow ? .max : cost.partialValue)
        // Runs may hold any number of rows, but a small file that claims many is believed page by page.
        if rows / 64 <= file.count { values.reserveCapacity(rows) }
    }

    mutating func append(_ chunk: ColumnChunk) throws(ParquetFault) {
        var cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: file[chunk.bytes]))
        var dictionary: [Kind.Value]?
        var left = chunk.valueCount
        while left > 0 {
            let start = cursor.position
            let header = try PageHeader(&cursor)
            let body = try cursor.take(header.size)
            try budget.charge(cursor.position - start)
            if let sum = header.checksum, sum != checksum(of: body) {
                throw .damaged("a page does not match its checksum")
            }
            switch header.kind {
            case .other: continue
            case .dictionary:
                guard dictionary == nil else { throw .damaged("a column has two dictionaries") }
                dictionary = try readDictionary(header, body, codec: chunk.codec)
            case .dataV1, .dataV2:
                guard header.count <= left else { throw .damaged("a column holds more rows than it says") }
                try readPage(header, body, codec: chunk.codec, dictionary)
                left -= header.count
            }
        }
    }

    private func readDictionary(
        _ header: PageHeader,
        _ packed: UnsafeRawBufferPointer,
        codec: Codec
    ) throws(ParquetFault) -> [Kind.Value] {
        guard header.encoding == .plain || header.encoding == .plainDictionary else {
            throw header.encoding.misplaced
        }
        let body = try unpacker.unpack(packed, by: codec, size: header.unpackedSize)
        // First by division, because the count may be anything.
        guard header.count <= Int(Int32.max), Kind.leastBytes(of: header.count, in: .plain) <= body.count
        else {
            throw .endsEarly
        }
        try budget.charge(header.count * MemoryLayout<Kind.Value>.stride)
        var entries = [Kind.Value](repeating: Kind.empty, count: header.count)
        try entries.withUnsafeMutableBufferPointer { entries throws(ParquetFault) in
            try Kind.read(body, .plain, into: entries, budget: budget)
        }
        return entries
    }

    private mutating func readPage(
        _ header: PageHeader,
        _ packed: UnsafeRawBufferPointer,
        codec: Codec,
        _ dictionary: [Kind.Value]?
    ) throws(ParquetFault) {
        let (presence, body) =
            try header.kind == .dataV1
            ? openV1(header, packed, codec: codec) : openV2(header, packed, codec: codec)
        guard Kind.leastBytes(of: presence.filled, in: header.encoding) <= body.count else {
            throw .endsEarly
        }
        note(presence)
        let start = values.count
        values.append(contentsOf: repeatElement(Kind.empty, count: presence.total))
        let budget = budget
        try values.withUnsafeMutableBufferPointer { all throws(ParquetFault) in
            let page = UnsafeMutableBufferPointer(rebasing: all[start...])
            let target = UnsafeMutableBufferPointer(rebasing: page[..<presence.filled])
            if !target.isEmpty {
                if header.encoding == .dictionary || header.encoding == .plainDictionary {
                    guard let dictionary else { throw .damaged("a dictionary is missing") }
                    try Self.lookUp(body, in: dictionary, into: target)
                } else {
                    try Kind.read(body, header.encoding, into: target, budget: budget)
                }
            }
            if let rows = presence.rows { Self.spread(page, filled: presence.filled, over: rows) }
        }
    }

    /// Version 1: levels, with their length before them, and values are packed together.
    private func openV1(
        _ header: PageHeader,
        _ packed: UnsafeRawBufferPointer,
        codec: Codec
    ) throws(ParquetFault) -> (Presence, UnsafeRawBufferPointer) {
        let body = try unpacker.unpack(packed, by: codec, size: header.unpackedSize)
        guard optional, header.count > 0 else { return (Presence(all: header.count), body) }
        guard header.levelEncoding == .runLength else {
            throw .unsupported(
                reason: "The empty cells are marked in a way given up long ago (bit-packed levels).",
                remedy: "Write the file again with a present version of its program."
            )
        }
        var cursor = ByteCursor(body)
        let length = try cursor.uint32()
        return try (Presence(levels: cursor.take(length), total: header.count), cursor.rest)
    }

    /// Version 2: levels stand unpacked before the values.
    private func openV2(
        _ header: PageHeader,
        _ packed: UnsafeRawBufferPointer,
        codec: Codec
    ) throws(ParquetFault) -> (Presence, UnsafeRawBufferPointer) {
        var cursor = ByteCursor(packed)
        _ = try cursor.take(header.repetitionBytes)
        let levels = try cursor.take(header.definitionBytes)
        let presence =
            try optional
            ? Presence(levels: levels, total: header.count) : Presence(all: header.count)
        // The levels' bytes fit the page, so this cannot overflow; a page may claim fewer in all.
        let size = header.unpackedSize - header.repetitionBytes - header.definitionBytes
        guard size >= 0 else { throw .damaged("a page is not as long as it says") }
        let body = try unpacker.unpack(cursor.rest, by: header.isPacked ? codec : .plain, size: size)
        return (presence, body)
    }

    /// Keeps which rows are filled, from the first empty one on.
    private mutating func note(_ presence: Presence) {
        guard presence.rows != nil || filled != nil else { return }
        if filled == nil { filled = [Bool](repeating: true, count: values.count) }
        if let rows = presence.rows {
            filled?.append(contentsOf: rows)
        } else {
            filled?.append(contentsOf: repeatElement(true, count: presence.total))
        }
    }

    private static func lookUp(
        _ bytes: UnsafeRawBufferPointer,
        in dictionary: [Kind.Value],
        into values: UnsafeMutableBufferPointer<Kind.Value>
    ) throws(ParquetFault) {
        var cursor = ByteCursor(bytes)
        let width = try Int(cursor.byte())
        var runs = try RunReader(cursor.rest, width: width)
        try dictionary.withUnsafeBufferPointer { entries throws(ParquetFault) in
            var done = 0
            while done < values.count {
                switch try runs.next(atMost: values.count - done) {
                case .repeated(let entry, let count):
                    guard entry < entries.count else { throw Self.noEntry }
                    values[done..<done + count].update(repeating: entries[entry])
                    done += count
                case .packed(let bits, let count):
                    for index in 0..<count {
                        let entry = Int(truncatingIfNeeded: bits[index])
                        guard entry < entries.count else { throw Self.noEntry }
                        values[done &+ index] = entries[entry]
                    }
                    done += count
                }
            }
        }
    }

    /// Moves the values at the front of the page to their rows, from the back.
    private static func spread(
        _ page: UnsafeMutableBufferPointer<Kind.Value>,
        filled: Int,
        over rows: [Bool]
    ) {
        var source = filled
        for row in rows.indices.reversed() {
            if rows[row] {
                source -= 1
                if source != row { page[row] = page[source] }
            } else {
                page[row] = Kind.empty
            }
        }
    }

    private static var noEntry: ParquetFault { .damaged("a value is not in the column's dictionary") }
}

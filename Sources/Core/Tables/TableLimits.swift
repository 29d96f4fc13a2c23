import Screen

/// How large a table may be before it is refused unread.
package struct TableLimits: Sendable, Hashable {
    /// Bytes after decompression; never above 4 GB, because cells of text are addressed with 32 bits.
    package var maximumBytes: Int
    package var maximumColumns: Int
    /// Rows × columns; each costs eight bytes of memory beyond its text.
    package var maximumCells: Int

    package init(
        maximumBytes: Int = 1 << 29,
        maximumColumns: Int = 100_000,
        maximumCells: Int = 50_000_000
    ) {
        precondition((1..<Int(UInt32.max)).contains(maximumBytes), "cells are addressed with 32 bits")
        self.maximumBytes = maximumBytes
        self.maximumColumns = maximumColumns
        self.maximumCells = maximumCells
    }

    /// 512 MiB of text: some seventeen 1536-well plates of 1,024 features.
    package static let standard = TableLimits()

    var tooManyCells: Rejection {
        Rejection(
            rule: "too-large",
            reason: "The table has more than \(maximumCells) cells.",
            expected: "at most \(maximumCells) cells",
            remedy: "Split the file, a plate or a few plates each, and drop the parts."
        )
    }

    var tooLarge: Rejection {
        Rejection(
            rule: "too-large",
            reason: "The file holds more than \(maximumBytes) bytes once it is unpacked.",
            expected: "at most \(maximumBytes) bytes, counted after decompression",
            remedy: "Split the file, a plate or a few plates each, and drop the parts."
        )
    }
}

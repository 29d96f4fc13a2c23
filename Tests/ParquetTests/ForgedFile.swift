/// A Parquet file of one column `x`, of which everything may be untrue.
struct ForgedFile {
    /// 4 is FLOAT, 6 BYTE_ARRAY; see the format's `Type`.
    var type = 4
    var optional = false
    var codec = 0
    var rows = 1
    var groups = 1
    /// Headers and bodies.
    var pages: [UInt8] = []
    /// Where the column is said to start and how long it is said to be; nil for the truth.
    var offset: Int?
    var size: Int?
    var children = 1
    /// Groups after the others, and chunks after the first, that hold nothing.
    var emptyGroups = 0
    var emptyChunks = 0
    /// Put in the footer as they are, as field 15.
    var extra: (kind: UInt8, bytes: [UInt8])?

    var bytes: [UInt8] {
        let footer = footer
        return Array("PAR1".utf8) + pages + footer + fourBytes(footer.count) + Array("PAR1".utf8)
    }

    private var footer: [UInt8] {
        let metadata = CompactWriter.structure {
            $0.integer(1, type)
            $0.integer(4, codec)
            $0.integer(5, rows)
            $0.integer(7, size ?? pages.count)
            $0.integer(9, offset ?? 4)
        }
        let chunk = CompactWriter.structure { $0.structure(3, metadata) }
        let group = CompactWriter.structure {
            $0.list(1, count: 1 + emptyChunks, chunk + [UInt8](repeating: 0, count: emptyChunks))
            $0.integer(3, rows)
        }
        let root = CompactWriter.structure {
            $0.text(4, "root")
            $0.integer(5, children)
        }
        let column = CompactWriter.structure {
            $0.integer(1, type)
            $0.integer(3, optional ? 1 : 0)
            $0.text(4, "x")
        }
        return CompactWriter.structure {
            $0.list(2, count: 2, root + column)
            $0.integer(3, rows.multipliedReportingOverflow(by: groups).partialValue)
            let all = repeatElement(group, count: groups).joined() + [UInt8](repeating: 0, count: emptyGroups)
            $0.list(4, count: groups + emptyGroups, Array(all))
            if let extra { $0.raw(15, kind: extra.kind, extra.bytes) }
        }
    }

    /// A data page of version 1.
    static func page(
        _ body: [UInt8],
        count: Int,
        encoding: Int = 0,
        levels: Int = 3,
        unpacked: Int? = nil
    ) -> [UInt8] {
        CompactWriter.structure {
            $0.integer(1, 0)
            $0.integer(2, unpacked ?? body.count)
            $0.integer(3, body.count)
            $0.structure(
                5,
                CompactWriter.structure {
                    $0.integer(1, count)
                    $0.integer(2, encoding)
                    $0.integer(3, levels)
                    $0.integer(4, 3)
                }
            )
        } + body
    }

    static func dictionary(_ body: [UInt8], count: Int) -> [UInt8] {
        CompactWriter.structure {
            $0.integer(1, 2)
            $0.integer(2, body.count)
            $0.integer(3, body.count)
            $0.structure(
                7,
                CompactWriter.structure {
                    $0.integer(1, count)
                    $0.integer(2, 0)
                }
            )
        } + body
    }
}

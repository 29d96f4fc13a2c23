/// Reading XGBoost's text form of a tree, whose numbers have all nine digits of a float.
///
/// A line is `3:[f8<2.38237453] yes=7,no=8,missing=7,gain=2.43701053,cover=30` or
/// `7:leaf=-0.00201200019,cover=1`, a parent always above its children. Numbers of nodes have gaps where a
/// branch was pruned.
extension BoostedTrees {
    mutating func append(xgboostTree text: String) throws(XGBoostFailure) {
        var text = text
        let first = Int32(feature.count)
        var places: [Int32] = []
        var splits: [(node: Int32, yes: Int, no: Int)] = []
        let isRead = text.withUTF8 { bytes in
            var scanner = DumpScanner(bytes: bytes)
            return read(&scanner, places: &places, splits: &splits)
        }
        var isWhole = isRead && feature.count > Int(first)
        for (node, yes, no) in splits where isWhole {
            isWhole = places.indices.contains(yes) && places.indices.contains(no)
            if isWhole {
                isWhole = places[yes] > node && places[no] > node
                connect(node, left: places[yes], right: places[no])
            }
        }
        guard isWhole else {
            throw XGBoostFailure(call: "XGBoosterDumpModelEx", message: "a tree that cannot be read: \(text)")
        }
        roots.append(first)
    }

    private mutating func read(
        _ scanner: inout DumpScanner,
        places: inout [Int32],
        splits: inout [(node: Int32, yes: Int, no: Int)]
    ) -> Bool {
        scanner.skipBlanks()
        while !scanner.isAtEnd {
            guard let number = scanner.integer(), number < 1 << 20, scanner.skip(":") else { return false }
            while places.count <= number { places.append(-1) }
            if scanner.skip("leaf=") {
                guard let value = scanner.float() else { return false }
                places[number] = appendLeaf(value)
            } else {
                guard scanner.skip("[f"), let column = scanner.integer(), column < featureCount,
                    scanner.skip("<"), let value = scanner.float(), scanner.skip("] yes="),
                    let yes = scanner.integer(), scanner.skip(",no="), let no = scanner.integer(),
                    scanner.skip(",missing="), scanner.integer() != nil, scanner.skip(",gain="),
                    let improvement = scanner.float()
                else { return false }
                places[number] = appendSplit(feature: column, threshold: value)
                splits.append((places[number], yes, no))
                gain[column] += Double(improvement)
            }
            guard scanner.skip(",cover="), scanner.float() != nil else { return false }
            scanner.skipBlanks()
        }
        return true
    }
}

/// A walk over the bytes of a tree's text.
private struct DumpScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func skipBlanks() {
        while place < bytes.count, bytes[place] <= UInt8(ascii: " ") { place += 1 }
    }

    /// Steps over `text` if it stands here.
    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[place + offset] != text.utf8Start[offset] { return false }
        place += count
        return true
    }

    mutating func integer() -> Int? {
        let start = place
        var value = 0
        while place < bytes.count, place - start < 10, (48...57).contains(bytes[place]) {
            value = 10 * value + Int(bytes[place] - 48)
            place += 1
        }
        return place > start ? value : nil
    }

    mutating func float() -> Float? {
        let start = place
        while place < bytes.count, bytes[place] > UInt8(ascii: " "), bytes[place] != UInt8(ascii: ","),
            bytes[place] != UInt8(ascii: "]")
        { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let value = Float(text), value.isFinite else { return nil }
        return value
    }
}

/// One entry of a profile's list of features: a name, or a run of numbered names.
enum FeatureNames: Hashable, Codable {
    case one(String)
    /// `emb_0` to `emb_127`, both included, in this order.
    case run(stem: String, first: Int, last: Int)

    private enum Key: String, CodingKey, CaseIterable {
        case stem
        case first
        case last
    }

    /// The list, with runs of four and more put together.
    static func runs(of names: [String]) -> [FeatureNames] {
        var entries: [FeatureNames] = []
        var index = 0
        while index < names.count {
            guard let (stem, first) = numbered(names[index]) else {
                entries.append(.one(names[index]))
                index += 1
                continue
            }
            var last = first
            while index + (last - first) + 1 < names.count,
                names[index + (last - first) + 1] == "\(stem)\(last + 1)"
            {
                last += 1
            }
            let count = last - first + 1
            if count >= 4 {
                entries.append(.run(stem: stem, first: first, last: last))
            } else {
                entries += names[index..<(index + count)].map { .one($0) }
            }
            index += count
        }
        return entries
    }

    var count: Int {
        switch self {
        case .one: 1
        case .run(_, let first, let last): last - first + 1
        }
    }

    var names: [String] {
        switch self {
        case .one(let name): [name]
        case .run(let stem, let first, let last): (first...last).map { "\(stem)\($0)" }
        }
    }

    init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            // because an entry that is no text is a run or a fault, which the next lines tell
            self = .one(name)
            return
        }
        try refuseUnknownKeys(of: Key.self, decoder)
        let run = try decoder.container(keyedBy: Key.self)
        let first = try run.decode(Int.self, forKey: .first)
        let last = try run.decode(Int.self, forKey: .last)
        guard first >= 0, last >= first, last - first < 100_000 else {
            throw DecodingError.dataCorruptedError(
                forKey: .last,
                in: run,
                debugDescription: "must be 'first' or more, and at most 99999 more"
            )
        }
        self = .run(stem: try run.decode(String.self, forKey: .stem), first: first, last: last)
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .one(let name):
            var container = encoder.singleValueContainer()
            try container.encode(name)
        case .run(let stem, let first, let last):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(stem, forKey: .stem)
            try container.encode(first, forKey: .first)
            try container.encode(last, forKey: .last)
        }
    }
}

/// `emb_` and `012` of `emb_012`; `nil` where no number ends the name.
func stemAndDigits(_ name: String) -> (stem: String, digits: String)? {
    let count = name.utf8.reversed().prefix { (48...57).contains($0) }.count
    guard (1...9).contains(count) else { return nil }
    return (
        String(decoding: name.utf8.dropLast(count), as: UTF8.self),
        String(decoding: name.utf8.suffix(count), as: UTF8.self)
    )
}

/// `emb_` and 12 of `emb_12`; `nil` where no number ends the name, or one with zeros before it.
func numbered(_ name: String) -> (stem: String, number: Int)? {
    guard let (stem, digits) = stemAndDigits(name), let number = Int(digits), String(number) == digits else {
        return nil
    }
    return (stem, number)
}

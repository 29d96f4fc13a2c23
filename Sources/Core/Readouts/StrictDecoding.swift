import Screen

/// A name that the keys of an object do not have is a misspelt one: said, not passed over.
func refuseUnknownKeys<Key: CodingKey & CaseIterable>(of type: Key.Type, _ decoder: any Decoder) throws {
    let known = Key.allCases.map(\.stringValue)
    let file = try decoder.container(keyedBy: AnyKey.self)
    let names = file.allKeys.map(\.stringValue).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let unknown = names.first(where: { !known.contains($0) }) else { return }
    throw DecodingError.dataCorrupted(
        DecodingError.Context(
            codingPath: decoder.codingPath,
            debugDescription:
                "has a key '\(Rejection.shortened(unknown))', which is none of \(listed(known, atMost: 20))"
        )
    )
}

/// The one key of an object that names one of several things.
func onlyKey<Key: CodingKey & CaseIterable>(
    of type: Key.Type,
    _ decoder: any Decoder
) throws -> (key: Key, container: KeyedDecodingContainer<Key>) {
    try refuseUnknownKeys(of: type, decoder)
    let file = try decoder.container(keyedBy: type)
    guard file.allKeys.count == 1, let key = file.allKeys.first else {
        let known = Key.allCases.map(\.stringValue)
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: decoder.codingPath,
                debugDescription: "must have exactly one key of \(listed(known))"
            )
        )
    }
    return (key, file)
}

func requireTrue<Key: CodingKey>(_ key: Key, in file: KeyedDecodingContainer<Key>) throws {
    guard try file.decode(Bool.self, forKey: key) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: file, debugDescription: "can only be true")
    }
}

func firstRepeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

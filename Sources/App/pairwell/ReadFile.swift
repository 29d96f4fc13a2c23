import FoundationEssentials

/// The bytes of a file that a person named.
func readFile(_ path: String) throws -> [UInt8] {
    do {
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
        throw Failure(.noInput, "\(path) cannot be read. Is it there, and may you read it?")
    }
}

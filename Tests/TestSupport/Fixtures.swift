package import FoundationEssentials

/// The bytes of `Fixtures/<name>` beside the calling test.
package func fixture(_ name: String, testFile: StaticString = #filePath) throws -> Data {
    let folder = URL(filePath: "\(testFile)").deletingLastPathComponent().appending(path: "Fixtures")
    return try Data(contentsOf: folder.appending(path: name))
}

/// A file of `Fixtures/` read as JSON.
package func fixture<Value: Decodable>(
    _ name: String,
    as type: Value.Type,
    testFile: StaticString = #filePath
) throws -> Value {
    try JSONDecoder().decode(type, from: fixture(name, testFile: testFile))
}

/// The folder of real screens, or `nil` where it is missing; tests that need it are then skipped.
///
/// `PAIRWELL_DATA` names it; otherwise it is looked for at `../shared/data` beside the project.
package let screensFolder: URL? = {
    let named = ProcessInfo.processInfo.environment["PAIRWELL_DATA"].map { URL(filePath: $0) }
    let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data")
    let folder = (named ?? beside).standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
}()

/// A new empty folder, removed when `body` returns.
package func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pairwell-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
        // because a folder that stays behind must not fail the test that used it
        try? FileManager.default.removeItem(at: folder)
    }
    return try await body(folder)
}

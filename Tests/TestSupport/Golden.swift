import FoundationEssentials
package import Testing

/// Checks `text` against the file `Golden/<name>` beside the calling test.
///
/// Run with `RECORD_GOLDEN=1` to write the file instead; the test then fails, so that a recording
/// run can never pass by accident.
package func expectGolden(
    _ text: String,
    _ name: String,
    testFile: StaticString = #filePath,
    at location: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: "\(testFile)").deletingLastPathComponent().appending(path: "Golden")
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
        Issue.record(
            "recorded \(name); look at the diff, then run again without RECORD_GOLDEN",
            sourceLocation: location
        )
        return
    }
    let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, sourceLocation: location)
}

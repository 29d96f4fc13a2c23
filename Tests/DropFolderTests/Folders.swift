import FoundationEssentials
import Glibc
import Testing

@testable import DropFolder

/// A drop folder for a test, with what drops things in it.
struct TestDrop {
    let path: String

    init(in folder: URL, named name: String = "drop") throws {
        path = folder.appending(path: name).path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    @discardableResult
    func put(_ text: String, as name: String) throws -> FileName {
        try put(text, as: try #require(FileName(name)))
    }

    @discardableResult
    func put(_ text: String, as name: FileName) throws -> FileName {
        let folder = try OpenFolder(path, action: "open")
        let file = try folder.open(name, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644, action: "write")
        defer { close(file) }
        var text = text
        let written = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
        #expect(written == text.utf8.count)
        return name
    }

    func list(maximumFileBytes: Int = 1 << 20) throws -> DropListing {
        try DropListing(of: path, maximumFileBytes: maximumFileBytes)
    }

    /// The entry of that name, as a listing sees it.
    func entry(_ name: String) throws -> DroppedEntry {
        let name = try #require(FileName(name))
        return try #require(try list().entries.first { $0.name == name })
    }

    /// All names, hidden ones too.
    func names() throws -> [String] {
        try OpenFolder(path, action: "list").names().map(\.display)
    }

    func text(of name: String) throws -> String {
        try String(decoding: Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
    }
}

extension SettledRead {
    var file: SettledFile? {
        if case .read(let file) = self { file } else { nil }
    }
}

import FoundationEssentials
import Logging
import Notices
import TestSupport
import Testing

struct SecretTests {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `a secret is the one line of its file`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "token")
            try Data("  sesame\r\n".utf8).write(to: file)
            #expect(try loadSecret(file: file.path(), logger: logger).exposed == "sesame")
        }
    }

    @Test(arguments: ["", "\n", "two\nlines\n", "with space\n", "caf\u{E9}\n"])
    func `a file that is not one plain line is refused and not quoted`(_ text: String) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "token")
            try Data(text.utf8).write(to: file)
            let fault = #expect(throws: DestinationFault.self) {
                try loadSecret(file: file.path(), logger: logger)
            }
            let shown = try #require(fault).description
            #expect(shown.hasPrefix(file.path()))
            #expect(!shown.contains("lines\n") && !shown.contains("with space") && !shown.contains("caf"))
        }
    }

    @Test func `a missing file is named`() throws {
        let fault = #expect(throws: DestinationFault.self) {
            try loadSecret(file: "/nowhere/token", logger: logger)
        }
        #expect(try #require(fault).description.hasPrefix("/nowhere/token: No such file"))
    }

    @Test func `a secret shows itself nowhere by accident`() {
        let secret = Secret("sesame")
        #expect("\(secret)" == "<secret>")
        #expect(String(reflecting: secret) == "<secret>")
    }
}

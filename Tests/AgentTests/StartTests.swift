import FoundationEssentials
import Glibc
import Settings
import TestSupport
import Testing

@testable import Agent

/// What keeps a daemon from starting is said in a sentence.
@Suite struct StartTests {
    /// A socket of loopback that listens on a port of the system's choice while `body` runs.
    private static func listening(_ body: (_ port: Int) throws -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    ? getsockname(descriptor, $0, &length) : -1
            }
        }
        try #require(code == 0)
        try body(Int(UInt16(bigEndian: address.sin_port)))
    }

    @Test func `a port that another program has is named, and counts as busy`() throws {
        try Self.listening { port in
            let address = ListenAddress(host: "127.0.0.1", port: port)
            let fault = #expect(throws: DaemonFault.self) { try ListenProbe.check(address) }
            #expect(fault?.isBusy == true)
            #expect(fault?.description.contains("127.0.0.1:\(port)") == true)
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a port that the system may choose is free`(_ host: String) throws {
        try ListenProbe.check(ListenAddress(host: host, port: 0))
    }

    @Test func `an address that this machine does not have is named`() throws {
        let address = ListenAddress(host: "192.0.2.1", port: 0)
        let fault = #expect(throws: DaemonFault.self) { try ListenProbe.check(address) }
        #expect(fault?.isBusy == false)
        #expect(fault?.description.contains("192.0.2.1") == true)
    }

    @Test func `a state folder that cannot be made is named with a remedy`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "file")
            try Data().write(to: file)
            let fault = #expect(throws: DaemonFault.self) { _ = try StateFolder.lock("\(file.path())/state") }
            let text = try #require(fault?.description)
            #expect(text.contains("\(file.path())/state"))
            #expect(text.contains("A part of this path is a file"))
            #expect(!text.contains("Error"))
        }
    }

    @Test func `a state folder that a daemon holds is busy until it lets go`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "made/state").path()
            let lock = try StateFolder.lock(path)
            let fault = #expect(throws: DaemonFault.self) { _ = try StateFolder.lock(path) }
            #expect(fault?.isBusy == true)
            lock.release()
            try StateFolder.lock(path).release()
        }
    }
}

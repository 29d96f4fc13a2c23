import AnnData
import Converter
import FoundationEssentials
import Glibc
import Screen
import Tables
import TestSupport
import Testing

/// The child as it is: this build's `pairwell`.
@Suite struct ConverterTests {
    init() { ignoreBrokenPipes() }

    @Test(arguments: ["columns-gzip.h5ad", "csr-none.h5ad", "obsm-dense.h5ad", "legacy.h5ad"])
    func `the child reads what this process would read`(name: String) async throws {
        let bytes = try h5ad(name)
        let found = try await Converter(program: pairwellProgram).csv(ofH5AD: bytes)
        let table = try TableReader.read(found)
        let expected = try AnnDataReader.read(bytes)
        #expect(table.rowCount == expected.rowCount)
        #expect(Array(table.header.suffix(expected.features.count)) == expected.features)
        #expect(table.header.contains { ["Metadata_index", "index"].contains($0) })
        let places = Array(table.header.count - expected.features.count..<table.header.count)
        var matrix: [Double] = []
        for row in 0..<table.rowCount { matrix += try table.numbers(row: row, columns: places) }
        #expect(matrix == expected.matrix)
    }

    @Test(arguments: [
        ("lzf.h5ad", "h5ad-unsupported"), ("external-link.h5ad", "h5ad-link"), ("giant.h5ad", "too-large"),
    ])
    func `a refusal of the child arrives whole`(name: String, rule: String) async throws {
        let bytes = try h5ad(name)
        let expected = await rejection { _ = try AnnDataReader.read(bytes) }
        let found = await rejection { _ = try await Converter(program: pairwellProgram).csv(ofH5AD: bytes) }
        #expect(found?.rule == rule)
        #expect(found == expected)
    }

    @Test func `a file larger than a pipe holds goes through in both directions`() async throws {
        let bytes = try h5ad("dense-f8.h5ad")
        let padded = [UInt8](repeating: 0, count: 1 << 21) + bytes
        let found = try await Converter(program: pairwellProgram).csv(ofH5AD: padded)
        #expect(try TableReader.read(found).rowCount == 6)
        let echoed = [UInt8](repeating: 7, count: 5_000_000)
        let echo = Converter(program: "/bin/sh", arguments: ["-c", "cat"])
        #expect(try await echo.csv(ofH5AD: echoed) == echoed)
    }
}

/// Files found by the fuzzer on which libhdf5 1.10.8 reads beyond its memory and goes round for ever.
@Suite struct HarmfulFileTests {
    init() { ignoreBrokenPipes() }

    @Test(arguments: ["overread.h5ad.gz", "endless.h5ad.gz"])
    func `a file that harms the library is refused, and this process goes on`(name: String) async throws {
        let bytes = try Gzip.decompress([UInt8](fixture(name)), limits: .standard)
        let converter = Converter(program: pairwellProgram, seconds: 2)
        let found = await rejection { _ = try await converter.csv(ofH5AD: bytes) }
        // a later library may notice
        #expect(["unreadable-h5ad", "corrupt-h5ad"].contains(found?.rule))
    }
}

/// Children that do not do what they should.
@Suite struct StrayChildTests {
    init() { ignoreBrokenPipes() }

    private func child(_ script: String, seconds: Double = 60) -> Converter {
        Converter(program: "/bin/sh", arguments: ["-c", script], maximumBytes: 10_000, seconds: seconds)
    }

    private func outcome(_ script: String, seconds: Double = 60) async -> Rejection? {
        await rejection { _ = try await child(script, seconds: seconds).csv(ofH5AD: Array("bytes".utf8)) }
    }

    @Test(arguments: ["SEGV", "ABRT", "BUS", "ILL", "KILL"])
    func `a child that crashes is a file that cannot be read`(signal: String) async {
        let found = await outcome("cat >/dev/null; echo plate,well; kill -\(signal) $$")
        #expect(found?.rule == "unreadable-h5ad")
        #expect(found?.reason.contains("crashed") == true)
    }

    @Test func `a child that hangs is ended and the file refused`() async {
        let found = await outcome("cat >/dev/null; exec sleep 1000", seconds: 0.3)
        #expect(found?.rule == "unreadable-h5ad")
        #expect(found?.reason.contains("did not come to an end") == true)
    }

    @Test func `a child that used up its processor time did not come to an end`() async {
        let found = await outcome("cat >/dev/null; ulimit -S -t 1; while :; do :; done")
        #expect(found?.reason.contains("did not come to an end") == true)
    }

    @Test func `a child that talks without end is a file that is too large`() async {
        #expect(await outcome("exec yes")?.rule == "too-large")
    }

    @Test(arguments: [1, 70, 255])
    func `an unknown exit code is a file that cannot be read`(code: Int) async {
        #expect(await outcome("cat >/dev/null; exit \(code)")?.rule == "unreadable-h5ad")
    }

    @Test func `a child that does not listen is a file that cannot be read`() async {
        let large = [UInt8](repeating: 7, count: 3_000_000)
        for script in ["exec <&-; exit 1", "exit 1", "head -c 100000 >/dev/null; exit 1"] {
            let found = await rejection { _ = try await child(script).csv(ofH5AD: large) }
            #expect(found?.reason.contains("code 1") == true)
        }
    }

    @Test func `no child leaves a descriptor or a process behind`() async {
        await #expect(processExitsWith: .success) {
            ignoreBrokenPipes()
            func descriptors() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
            }
            let quick = Converter(program: "/bin/sh", arguments: ["-c", "cat"])
            _ = try await quick.csv(ofH5AD: [1])
            let before = try descriptors()
            for script in ["cat", "exit 1", "kill -9 $$", "exec sleep 1000", "exec yes"] {
                let stray = Converter(
                    program: "/bin/sh",
                    arguments: ["-c", script],
                    maximumBytes: 9,
                    seconds: 0.2
                )
                _ = await rejection { _ = try await stray.csv(ofH5AD: [1, 2, 3]) }
            }
            _ = await rejection { _ = try await Converter(program: "/nowhere").csv(ofH5AD: [1]) }
            guard waitpid(-1, nil, WNOHANG) < 0, errno == ECHILD else { exit(1) }
            // others of this process open and close files as well; a leak stays
            for _ in 0..<50 {
                if try descriptors() <= before { exit(0) }
                usleep(100_000)
            }
            exit(2)
        }
    }

    @Test(arguments: ["TERM", "INT", "HUP"])
    func `a child that somebody stopped says nothing of the file`(signal: String) async {
        await #expect(throws: ConverterFault.self) {
            try await child("cat >/dev/null; kill -\(signal) $$").csv(ofH5AD: [1])
        }
    }

    @Test(arguments: ["exit 127", "exit 71", "exit 64"])
    func `a child that cannot work says nothing of the file`(script: String) async {
        await #expect(throws: ConverterFault.self) {
            try await child("cat >/dev/null; \(script)").csv(ofH5AD: [1])
        }
    }

    @Test func `a program that is not there is a fault of the machine`() async {
        await #expect(throws: ConverterFault.self) {
            try await Converter(program: "/nowhere/pairwell").csv(ofH5AD: [1])
        }
    }

    @Test func `a rejection is believed in the length that ours have`() async throws {
        let long = String(repeating: "x", count: 2_000)
        let said = Rejection(rule: long, reason: "a\u{1B}[31mb\(long)", expected: long, remedy: long)
        let json = String(decoding: try encoded(said), as: UTF8.self)
        let found = try #require(await outcome("cat >/dev/null; printf '%s' '\(json)'; exit 65"))
        #expect(found.rule.count == 40)
        #expect(found.reason.hasPrefix("a[31mb"))
        #expect(found.reason.count == 600)
        #expect(found.remedy.count == 400)
        await #expect(throws: (any Error).self) {
            try await child("cat >/dev/null; echo no json; exit 65").csv(ofH5AD: [1])
        }
    }

    @Test func `whoever stops waiting ends the child`() async throws {
        let task = Task { try await child("cat >/dev/null; exec sleep 1000").csv(ofH5AD: [1]) }
        task.cancel()
        let result = await task.result
        #expect(throws: (any Error).self) { try result.get() }
    }
}

/// The rejection that `body` throws, or `nil` where it throws nothing or something else.
func rejection(_ body: () async throws -> Void) async -> Rejection? {
    do {
        try await body()
        return nil
    } catch {
        return error as? Rejection
    }
}

/// The bytes of a fixture of AnnDataTests, unpacked.
func h5ad(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../AnnDataTests/Fixtures"
    )
    return try Gzip.decompress(
        [UInt8](Data(contentsOf: folder.appending(path: "\(name).gz"))),
        limits: .standard
    )
}

/// As `pairwell` does at its start.
func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

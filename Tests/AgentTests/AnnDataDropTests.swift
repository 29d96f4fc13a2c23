import Agent
import Converter
import Cycle
import FoundationEssentials
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Files that are read in a process of their own; the process is a shell here, and the file text behind
/// HDF5's signature.
@Suite struct AnnDataDropTests {
    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    private func child(_ script: String) -> Converter {
        Converter(program: "/bin/sh", arguments: ["-c", script])
    }

    @Test func `what the child makes of an h5ad file is taken as results`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop(converter: child("tail -c +9"))
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(AnnDataDropTests.signature + bench.results(readings), "a.h5ad")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == [])
            #expect(try bench.names("accepted") == ["a.h5ad"])
            #expect(try await bench.readingsOnRecord() == readings.count)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a child that crashes sets its file aside, and the campaign goes on`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop(converter: child("cat >/dev/null; kill -SEGV $$"))
            _ = try await loop.turn()
            try bench.put(AnnDataDropTests.signature + Array("broken".utf8), "a.h5ad")
            try bench.put(bench.results(try bench.readings(0)), "b.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["unreadable-h5ad"])
            #expect(try bench.names("rejected") == ["a.h5ad", "a.h5ad.rejected.json"])
            #expect(try bench.names("accepted") == ["b.csv"])
        }
    }

    @Test func `a child that cannot start leaves the file where it is and shows a problem`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop(converter: child("cat >/dev/null; exit 127"))
            _ = try await loop.turn()
            try bench.put(AnnDataDropTests.signature + Array("whole".utf8), "a.h5ad")
            _ = try await loop.turn()
            bench.clock.advance(bench.watch.quietPeriod)
            await #expect(throws: ConverterFault.self) { try await loop.turn() }
            #expect(try bench.names("drop") == ["a.h5ad"])
            #expect(try await bench.rulesBroken() == [])
            #expect(try await bench.report().fault?.contains("127") == true)
        }
    }
}

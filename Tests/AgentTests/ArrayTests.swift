import Agent
import Cycle
import FoundationEssentials
import Lab
import Layouts
import Screen
import Settings
import Store
import TestSupport
import Testing

/// `NAME.npy`, whose wells another file names.
@Suite struct ArrayTests {
    @Test(arguments: ["a.wells.csv", "a.csv", "A.WELLS.CSV"], ["a.npy", "A.NPY"])
    func `an array and the file of its wells are taken together, whichever comes first`(
        wells: String,
        array: String
    ) async throws {
        // Names are told apart by capitals, endings are not.
        guard wells.first == array.first else { return }
        for isFirst in [true, false] {
            try await withTemporaryFolder { folder in
                let bench = try await Bench(in: folder)
                let loop = try await bench.loop()
                _ = try await loop.turn()
                let readings = try bench.readings(0)
                if isFirst { try bench.put(npy(readings), array) }
                // A file of wells that is named as such waits.
                if isFirst || wells.lowercased().contains("wells") {
                    if !isFirst { try bench.put(wellsCSV(readings), wells) }
                    try await bench.settle(loop)
                    #expect(try bench.names("rejected") == [])
                    #expect(try bench.names("accepted") == [])
                }
                if !isFirst { try bench.put(npy(readings), array) }
                try bench.put(wellsCSV(readings), wells)
                try await bench.settle(loop)
                #expect(try bench.names("accepted") == [wells, array].sorted())
                #expect(try await bench.readingsOnRecord() == readings.count)
                #expect(try bench.names("batches").count == 2)
            }
        }
    }

    @Test func `the numbers of an array stand with the wells of the same line`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = Array(try bench.readings(0).reversed())
            try bench.put(npy(readings), "a.npy")
            try bench.put(wellsCSV(readings), "a.wells.csv")
            try await bench.settle(loop)
            let measured = try await bench.store.measuredWells(of: bench.settings.id)
            #expect(measured.count == readings.count)
            let byWell = Dictionary(uniqueKeysWithValues: readings.map { ($0.well, $0.embedding) })
            for well in measured { #expect(byWell[well.well] == well.embedding) }
        }
    }

    @Test func `the same array with other wells is another file`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            let half = readings.count / 2
            try bench.put(npy(Array(readings.prefix(half))), "a.npy")
            try bench.put(wellsCSV(Array(readings.prefix(half))), "a.wells.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == half)
            // The same twice is one; with its rows in another order each number belongs to another well.
            try bench.put(npy(Array(readings.prefix(half))), "b.npy")
            try bench.put(wellsCSV(Array(readings.prefix(half))), "b.wells.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == half)
            try bench.put(npy(Array(readings.prefix(half))), "c.npy")
            try bench.put(wellsCSV(Array(readings.suffix(half))), "c.wells.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == 2 * half)
            #expect(try bench.names("accepted").count == 6)
        }
    }

    @Test func `either that stays alone is set aside once the patience is over`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(npy(readings), "a.npy")
            try bench.put(wellsCSV(readings), "b.wells.csv")
            try await bench.settle(loop)
            #expect(try bench.names("drop") == ["a.npy", "b.wells.csv"])
            bench.clock.advance(121)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [])
            #expect(
                try await bench.rulesBroken().sorted() == ["matrix-without-wells", "wells-without-array"]
            )
        }
    }

    @Test func `an array whose wells do not fit is set aside with them, under a name of its own`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            for count in [1, 2] {
                try bench.put(npy(Array(readings.dropLast(count))), "a.npy")
                try bench.put(wellsCSV(readings), "a.wells.csv")
                try await bench.settle(loop)
            }
            #expect(try await bench.rulesBroken() == ["matrix-rows", "matrix-rows"])
            #expect(
                try bench.names("rejected") == [
                    "a-2.npy", "a-2.npy.rejected.json", "a-2.wells.csv", "a.npy", "a.npy.rejected.json",
                    "a.wells.csv",
                ]
            )
            try bench.put(npy(readings), "c.npy")
            try bench.put("well,well\nA1,A1\n", "c.wells.csv")
            try await bench.settle(loop)
            let rejection = try #require(try await bench.report().filesSetAside.first?.rejection)
            #expect(rejection.rule == "duplicate-column")
            #expect(rejection.reason.contains("c.wells.csv"))
        }
    }

    @Test func `an array set aside for want of a platemap comes back with its wells`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            let readings = Bench.screen.readings(of: [plate])
            try bench.put(npy(readings), "a.npy")
            try bench.put(wellsCSV(readings), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["unknown-plate"])
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try await bench.settle(loop)
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["a.csv", "a.npy", "platemap.csv"])
            #expect(try await bench.readingsOnRecord() == readings.count)
        }
    }

    /// A file of doubles, a row a reading.
    private func npy(_ readings: [WellReading]) -> [UInt8] {
        let header =
            "{'descr': '<f8', 'fortran_order': False, 'shape': (\(readings.count), \(readings[0].embedding.count)), }\n"
        let values = readings.flatMap {
            $0.embedding.flatMap { value in
                (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
            }
        }
        let size = header.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)]
            + Array(header.utf8) + values
    }

    private func wellsCSV(_ readings: [WellReading]) -> String {
        "plate,well\n" + readings.map { "\($0.well.plate),\($0.well.position)\n" }.joined()
    }
}

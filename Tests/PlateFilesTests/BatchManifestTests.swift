import FoundationEssentials
import Layouts
import PlateFiles
import Screen
import Testing

@Suite struct BatchManifestTests {
    @Test func `the manifest's bytes are these`() throws {
        #expect(
            try String(decoding: manifest().json(), as: UTF8.self) == """
                {
                  "batch_id" : "bcl2-r003",
                  "campaign" : "bcl2",
                  "code_version" : "0.1.0",
                  "input_sha256" : [
                    "00",
                    "ff"
                  ],
                  "kernel" : "SkylakeX",
                  "layout_files" : [

                  ],
                  "pairs" : [
                    {
                      "gene_a" : "BCL2L1",
                      "gene_b" : "MCL1",
                      "information" : 0,
                      "mean" : 0.5,
                      "rank" : 1,
                      "ratio" : "inf",
                      "regret" : 1e-09,
                      "sd" : 0.25
                    },
                    {
                      "gene_a" : "BAX",
                      "gene_b" : "MCL1"
                    }
                  ],
                  "policy" : "ids",
                  "posterior" : {
                    "form" : "udu",
                    "noise" : 0.3,
                    "rank" : 5,
                    "symmetric" : true
                  },
                  "round" : 3,
                  "seed" : 18446744073709551615,
                  "settings_sha256" : "abababababababababababababababababababababababababababababababab"
                }

                """
        )
    }

    @Test func `a manifest reads back as it was`() throws {
        let last = try #require(plan().last)
        let read = try BatchManifest(json: last.bytes)
        #expect(try read.json() == last.bytes)
        #expect(read.seed == UInt64.max)
        #expect(read.pairs.first?.ratio == .infinity)
    }

    @Test func `the same batch gives the same bytes, whatever the order of its plates`() throws {
        #expect(try planBatchFiles(layouts: layouts().reversed(), manifest: manifest()) == plan())
    }

    @Test func `the manifest comes last and holds the digest of every other file`() throws {
        let files = try plan()
        let manifest = try BatchManifest(json: #require(files.last).bytes)
        #expect(files.last?.path == manifestName)
        #expect(manifest.layoutFiles.map(\.path) == files.dropLast().map(\.path))
        for (entry, file) in zip(manifest.layoutFiles, files) {
            #expect(entry.sha256 == sha256Text(file.bytes))
            #expect(entry.format == file.format)
        }
        #expect(try String(decoding: #require(files.last).bytes, as: UTF8.self).contains("/") == false)
    }

    @Test func `a layout file holds what the layouts say`() throws {
        let file = try #require(plan().first { $0.path == "layout.csv" })
        #expect(String(decoding: file.bytes, as: UTF8.self) == layoutCSV(layouts()))
    }

    @Test func `a digest is the one of the standard`() {
        #expect(
            sha256Text(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test func `any settings become plain values`() throws {
        let value = try ManifestValue(encoding: ["a": [1.5, 2], "b": []])
        #expect(value == .object(["a": .list([.number(1.5), .integer(2)]), "b": .list([])]))
    }
}

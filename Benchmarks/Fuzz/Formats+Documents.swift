import Agent
import FoundationEssentials
import PlateFiles
import Readouts
import Settings

extension FormatName {
    func sidecars() -> Format {
        json(["{\"embedding_model\": \"phenom-1\", \"files\": [{\"path\": \"a.csv\", \"n\": 1.5e3}]}", "{}"])
        { bytes in
            _ = try Sidecar(json: bytes)
        }
    }

    func profiles() -> Format {
        json([
            """
            {"version": 1, "dialect": "jump", "plate": {"columns": ["Metadata_Plate"]},
             "well": {"columns": ["Metadata_Well"]}, "cell_count": "Metadata_Count_Cells",
             "claims": [{"column": "Metadata_Symbol", "kind": "gene"}],
             "features": ["Cells_AreaShape_Area", {"stem": "emb_", "first": 0, "last": 12}],
             "control_names": {"negcon": "non-targeting"}, "separator": "tab"}
            """,
            """
            {"version": 1, "dialect": "plain", "plate": {"file_name": true}, "header_block": ["Read"],
             "well": {"row": "Row", "column": "Column", "counts_from": 1}, "features": ["Signal 485"]}
            """,
        ]) { bytes in
            let profile = try ReadingProfileFile.profile(in: bytes)
            try readByProfile(profile)
        }
    }

    func manifests() -> Format {
        json([
            """
            {"batch_id": "demo-r003", "campaign": "demo", "round": 3, "seed": 7, "policy": "ids",
             "settings_sha256": "00", "code_version": "0.1.0", "kernel": "Haswell", "input_sha256": ["00"],
             "posterior": {"rank": 5, "form": "udu", "steps": [1, 2.5, null, true]},
             "pairs": [{"gene_a": "BAX", "gene_b": "MCL1", "rank": 1, "mean": 0.5, "sd": 0.25}],
             "layout_files": [{"path": "layout.csv", "format": "layout", "sha256": "00"}]}
            """
        ]) { bytes in
            _ = try BatchManifest(json: bytes)
        }
    }

    func configurations() throws -> Format {
        let words = [
            ": ", "- ", "\n  ", "&a ", "*a", "<<: *a", "!!binary ", "|\n", ">\n", "{", "}", "[", "]", "\"",
            "'", "#", "5s",
            "campaigns:", "0x10", "~", "1e999", "\t", "---\n", "...\n", "? ",
        ]
        return Format(
            name: self,
            seeds: [Array(wholeConfiguration.utf8)],
            style: .text,
            words: words.map { Array($0.utf8) }
        ) { bytes in
            outcome {
                _ = try parseConfiguration(
                    text: String(decoding: bytes, as: UTF8.self),
                    fileName: "pairwell.yaml",
                    baseFolder: "/srv"
                )
            }
        }
    }

    func json(_ seeds: [String], _ read: @escaping ([UInt8]) throws -> Void) -> Format {
        let words = [
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "\\u0000", "\\ud800", "[[[[[[[[",
            "-",
        ]
        return Format(
            name: self,
            seeds: seeds.map { Array($0.utf8) },
            style: .text,
            words: words.map { Array($0.utf8) }
        ) { bytes in outcome { try read(bytes) } }
    }
}

private let wholeConfiguration = """
    state: /var/lib/pairwell
    watch: {quiet-period: 5s, listing-interval: 30s, maximum-file-size: 256 MiB}
    http: {listen: "127.0.0.1:8470"}
    notices:
      - {name: lab, kind: webhook, url-file: /etc/x, events: [batch.ready, file.rejected]}
    campaigns:
      - id: demo
        folder: demo
        genes: [BAX, MCL1, TP53, MYC]
        guides-per-gene: 2
        controls: {non-targeting: [NT_1, NT_2]}
        plates: {format: 96, empty-edge: 1, anchors-per-plate: 2, single-replicates: 4}
        posterior: {rank: 2, steps: 100, samples: 50, restarts: 1}
        profile: {logarithm: false}
        batch-size: 3
        seed: 11
        maximum-rounds: 3

    """

import TestSupport
import Testing

@testable import Settings

struct FaultListTests {
    @Test func `a thoroughly wrong file has all its faults listed`() throws {
        let text = """
            state: ~/pairwell
            stat: /var/lib
            watch:
              quiet-period: 5
              listing-interval: fast
              maximum-file-size: 12 parsecs
              quiet_period: 5s
            http:
              listen: 0.0.0.0:8470
            log: {level: verbose}
            notices:
              - name: chat
                kind: slack
                url: https://hooks.slack.com/services/T0/B0/secret
                secret-file: key
                events: [batch-ready, plate.taken]
              - name: chat
                kind: webhok
              - kind: webhook
                url: http://example.org/hook
            essentiality: {}
            campaigns:
              - id: my campaign
                folder: one
                genes: [A, B, B, "C D", ""]
                guides: {A: [A_1, A_1], BB: [x], C: 7}
                controls: {non-targeting: [], positve: [P]}
                centring: positive
              - id: two
                folder: /srv/two
                genes: [A]
                guides-per-gene: 0
                controls: {untreated: yes}
                plates:
                  format: 383
                  empty-edge: -1
                  combinations: [[1], [0, 1], some]
                  barcode: "P{plate}"
                  controls_per_plate: 8
                profile: {aggregation: guide, logarithm: 1, scaling: replicate_sd}
                posterior: {preset: paper, rank: 0, noise: 0, steps: many, learning-rate: 2, form: udv, samples: 1}
                policy: {name: ucb, lambda: 2, beta: -1}
                singles: emitted
                batch-size: 0
                seed: -1
                maximum-rounds: 2.5
                deadline: 3 weeks
                bach-size: 3
                notices: [chta, nobody]
              - folder: /srv/three
              - just a text
            """
        try expectGolden(faults(of: text).joined(separator: "\n") + "\n", "wrong.txt")
    }

    @Test func `faults of the parts together are listed too`() throws {
        let text = """
            state: /srv/one/state
            campaigns:
              - id: one
                folder: /srv/one
                genes: [A, B, C]
                guides: {A: [A_1, A_2], B: [B_1, NT], C: [C_1]}
                controls: {non-targeting: [NT]}
              - id: one
                folder: /srv/one/
                genes: [A, B, C]
                guides: {A: [A_1, A_2], B: [B_1, B_2], C: [C_1]}
                controls: {non-targeting: [NT]}
                batch-size: 3
                plates: {combinations: [[1, 1], [2, 2]]}
              - id: two
                folder: /srv/one/two
                genes: [A, B, C]
                guides-per-gene: 1
                controls: {non-targeting: [NT]}
                plates: {barcode: "R{round}-P{plate}"}
                batch-size: 4
              - id: three
                folder: /srv/three
                genes: [A, B, C]
                guides-per-gene: 1
                controls: {non-targeting: [NT]}
                plates: {barcode: "R{round}-P{plate}", format: 96, controls-per-plate: 96}
                batch-size: 3
              - id: four
                folder: /srv/four
                genes: [A, B, C]
                guides-per-gene: 1
                controls: {non-targeting: [NT]}
                centring: cutting
                batch-size: 3
            """
        try expectGolden(faults(of: text).joined(separator: "\n") + "\n", "together.txt")
    }

    @Test(arguments: [
        ("", "p.yaml: the file is empty. "),
        ("# nothing\n", "p.yaml: the file is empty. "),
        ("- a\n- b\n", "p.yaml, line 1: the file does not hold keys and values. "),
        ("state: [a\nb: c\n", "p.yaml, line 2: the file is not YAML: "),
        ("state: a\nwatch:\n  x: 1\n x: 2\n", "p.yaml, line 4: the file is not YAML: "),
        ("state: a\nstate: b\n", "p.yaml, line 1: the file has 'state' more than once. Keep one of them."),
    ])
    func `what is no YAML is one fault with its line`(_ text: String, _ start: String) {
        let found = faults(of: text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func `a secret is never repeated`() {
        let text = minimal(
            file: """
                notices:
                  - {name: a, kind: slack, url: "https://hooks.example/SECRET"}
                  - {name: b, kind: webhook, url: "http://user:SECRET@127.0.0.1/"}
                  - {name: c, kind: webhook, url: "http://127.0.0.1.SECRET.example/"}
                http: {listen: "127.0.0.1:1", token: SECRET}
                """
        )
        let found = faults(of: text)
        #expect(found.count == 4)
        #expect(!found.joined().contains("SECRET"))
    }
}

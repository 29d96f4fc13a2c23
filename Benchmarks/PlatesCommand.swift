import ArgumentParser
import FoundationEssentials
import Glibc
import LinearAlgebra
import PlateTruth
import Screen

/// How surely a plate's true layout is found, and how often a good plate is held.
struct PlatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plates",
        abstract: "Turn, mirror, shift and swap simulated plates, and count which errors are found.",
        discussion: """
            Every error is tried on every bad plate. A found error is one whose plate is set aside with the right \
            layout named. With --wells also on the plates of the Drosophila screen.
            """
    )

    @Option(help: "Good plates of each scene.") var good = 500
    @Option(help: "Bad plates of each scene, each with every error.") var bad = 200
    @Flag(help: "Also scenes in which it must fail: much noise, few wells, dead wells.") var hard = false
    @Option(help: "The wells of the Drosophila screen.") var wells: String?

    func run() throws {
        NumericsKernel.useOneThread()
        if let wells {
            try FlyPlates(path: wells).run()
            return
        }
        print(
            "scene | turned | mirrored LR | mirrored TB | shifted (4) | swapped | listed by design | good held | undecided"
        )
        var held = 0
        var goods = 0
        for scene in hard ? PlateScene.hard : PlateScene.main {
            let score = try score(scene)
            held += score.held
            goods += good
            print(score.line(scene.name))
            fflush(nil)
        }
        print("good plates held: \(held) of \(goods)")
    }

    private func score(_ scene: PlateScene) throws -> PlateScore {
        var score = PlateScore()
        for number in 0..<bad {
            let trial = try PlateTrial(scene, number: number)
            for error in PlateTrial.errors {
                let verdict = trial.verdict(after: error, listedByDesign: false)
                score.add(verdict, after: error)
            }
            let verdict = trial.verdict(after: .rotated, listedByDesign: true)
            score.addListed(verdict, after: .rotated)
        }
        for number in 0..<good {
            let trial = try PlateTrial(scene, number: 100_000 + number)
            score.addGood(trial.verdict(after: .designed, listedByDesign: true))
        }
        return score
    }
}

/// Errors tried and found, by what they were.
struct PlateScore {
    private var tried: [String: Int] = [:]
    private var found: [String: Int] = [:]
    private(set) var held = 0
    private var undecided = 0
    private var good = 0

    mutating func add(_ verdict: PlateVerdict, after error: TrueLayout) {
        add(verdict, error, PlateScore.kind(error))
    }

    mutating func addListed(_ verdict: PlateVerdict, after error: TrueLayout) {
        add(verdict, error, "listed")
    }

    mutating func addGood(_ verdict: PlateVerdict) {
        good += 1
        if verdict.outcome == .undecided { undecided += 1 }
        if case .other = verdict.outcome { held += 1 }
    }

    func line(_ name: String) -> String {
        let kinds = ["turned", "LR", "TB", "shifted", "swapped", "listed"]
        let shares = kinds.map { "\(found[$0, default: 0])/\(tried[$0, default: 0])" }
        return ([name] + shares + ["\(held)/\(good)", "\(undecided)"]).joined(separator: " | ")
    }

    private mutating func add(_ verdict: PlateVerdict, _ error: TrueLayout, _ kind: String) {
        tried[kind, default: 0] += 1
        if verdict.outcome == .other(error) { found[kind, default: 0] += 1 }
    }

    static func kind(_ error: TrueLayout) -> String {
        switch error {
        case .designed: "designed"
        case .rotated: "turned"
        case .mirroredLeftRight: "LR"
        case .mirroredTopBottom: "TB"
        case .shifted: "shifted"
        case .plate: "swapped"
        }
    }
}

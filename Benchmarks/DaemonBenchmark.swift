import Foundation
import Screen

/// The daemon beside this process: how long a dropped plate takes it, and what it holds in RAM while idle.
struct DaemonBenchmark {
    let program: String?
    let workshop: Workshop

    private static let quietPeriod = 0.2
    /// Fresh daemons behind each figure of idle memory.
    private static let starts = 3
    /// Rounds whose time counts, after that of the single knockouts.
    private static let rounds = 5
    /// Seconds without any event before memory is read.
    private static let rest = 4.0

    func measure() async throws -> [Measurement] {
        let program = try daemonProgram(program)
        let bench = try BenchScreen(format: .wells384, dimension: 128)
        var measurements: [Measurement] = []
        var silent: [Idle] = []
        var serving: [Idle] = []
        for start in 0..<Self.starts {
            silent.append(try await idle(program, bench, "silent-\(start)", listen: nil))
            serving.append(try await idle(program, bench, "serving-\(start)", listen: "127.0.0.1:0"))
        }
        measurements += Idle.measurements("without HTTP", silent)
        measurements += Idle.measurements("with HTTP", serving)
        return measurements + (try await campaign(program, bench))
    }

    private func idle(
        _ program: String,
        _ bench: BenchScreen,
        _ name: String,
        listen: String?
    ) async throws -> Idle {
        let (daemon, _) = try start(program, bench, name, listen: listen)
        defer { daemon.stop() }
        return try await Idle(daemon, rest: Self.rest)
    }

    /// Rounds from rename into `drop` to the next manifest, then idle memory again.
    private func campaign(_ program: String, _ bench: BenchScreen) async throws -> [Measurement] {
        let (daemon, campaign) = try start(program, bench, "campaign", listen: "127.0.0.1:0")
        defer { daemon.stop() }
        var times: [Double] = []
        for round in 0...Self.rounds {
            let file = try campaign.prepare(round: round)
            try file.drop()
            let passed = try daemon.wait(for: "batch \(round + 1)") { campaign.isPublished(round + 1) }
            if round > 0 { times.append(passed - Self.quietPeriod) }
        }
        let pairs = Self.rounds * bench.pairsPerPlate
        let idle = try await Idle(daemon, rest: Self.rest)
        let waits = Measurement(
            "dropped plate to the next manifest, up to \(pairs) pairs",
            Spread(times),
            baselines: [("the quiet period besides", Spread([Self.quietPeriod]))],
            remark: "from the rename into drop/, less the quiet period; one full 384-well plate each"
        )
        return [waits] + Idle.measurements("with HTTP, after \(Self.rounds) plates", [idle])
    }

    /// A daemon whose first batch, that of the single knockouts, is published.
    private func start(
        _ program: String,
        _ bench: BenchScreen,
        _ name: String,
        listen: String?
    ) throws -> (DaemonProcess, BenchCampaign) {
        let folder = try workshop.folder(name)
        let configuration = try bench.writeConfiguration(
            into: folder,
            quietPeriod: Self.quietPeriod,
            listen: listen
        )
        let daemon = try DaemonProcess(
            program: program,
            configuration: configuration,
            log: folder.appending(path: "log")
        )
        let campaign = BenchCampaign(bench: bench, folder: folder)
        _ = try daemon.wait(for: "batch 0") { campaign.isPublished(0) }
        return (daemon, campaign)
    }
}

/// What an idle daemon holds and does.
private struct Idle {
    let resident: Int
    let proportional: Int
    let anonymous: Int
    /// Share of one core that it used while idle.
    let processorShare: Double

    /// Rests, then looks; the processor's share is of the second half of the rest.
    init(_ daemon: DaemonProcess, rest: Double) async throws {
        try await Task.sleep(for: .seconds(rest / 2))
        let before = ProcessMemory.processorTime(of: daemon.number)
        try await Task.sleep(for: .seconds(rest / 2))
        guard let before, let after = ProcessMemory.processorTime(of: daemon.number),
            let resident = ProcessMemory.resident(of: daemon.number)
        else { throw BenchFault("/proc/\(daemon.number) cannot be read") }
        processorShare = (after - before) / (rest / 2)
        self.resident = resident
        // because a kernel may be built without smaps_rollup
        proportional = ProcessMemory.proportional(of: daemon.number) ?? resident
        anonymous = ProcessMemory.anonymous(of: daemon.number) ?? resident
    }

    static func measurements(_ name: String, _ idle: [Idle]) -> [Measurement] {
        func spread(_ values: (Idle) -> Int) -> Spread { Spread(idle.map { Double(values($0)) }) }
        let share = Spread(idle.map(\.processorShare)).median
        return [
            Measurement(
                "idle, resident, \(name)",
                spread(\.resident),
                unit: .bytes,
                baselines: [
                    ("shared parts by share (Pss)", spread(\.proportional)),
                    ("heap and stacks alone", spread(\.anonymous)),
                ],
                remark: "uses \((share * 1000).rounded() / 10) % of one core while idle"
            )
        ]
    }
}

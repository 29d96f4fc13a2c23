/// One task of one array.
package struct TaskKey: Hashable, Sendable {
    /// The array's job id.
    package let job: Int
    package let index: Int

    package init(job: Int, index: Int) {
        self.job = job
        self.index = index
    }
}

/// What one of Slurm's programs says of a task.
package struct TaskReport: Hashable, Sendable {
    package var state: TaskState
    /// The code it ended with and the signal that ended it, where told.
    package var exit: Exit?
    /// How long it ran.
    package var seconds: Double?
    /// The most memory any step of it held.
    package var peakKilobytes: Int?
    /// Empty before it starts.
    package var nodes = ""
    /// Why it waits or how it failed, in Slurm's word.
    package var reason = ""

    package struct Exit: Hashable, Sendable {
        package var code: Int
        package var signal: Int

        package init(code: Int, signal: Int) {
            self.code = code
            self.signal = signal
        }

        /// `3:0`, as Slurm prints it.
        init?(_ text: some StringProtocol) {
            let parts = text.split(separator: ":")
            guard parts.count == 2, let code = number(parts[0]), let signal = number(parts[1]) else {
                return nil
            }
            self.init(code: code, signal: signal)
        }
    }

    package init(
        state: TaskState,
        exit: Exit? = nil,
        seconds: Double? = nil,
        peakKilobytes: Int? = nil,
        nodes: String = "",
        reason: String = ""
    ) {
        self.state = state
        self.exit = exit
        self.seconds = seconds
        self.peakKilobytes = peakKilobytes
        self.nodes = nodes
        self.reason = reason
    }
}

/// Seconds of `[days-][hours:]minutes:seconds`; `nil` for `UNLIMITED`, `INVALID` and the like.
func slurmSeconds(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, let clock = parts.last else { return nil }
    let days = parts.count == 2 ? number(parts[0]) : 0
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard let days, (1...3).contains(fields.count), fields.allSatisfy({ !$0.isEmpty }) else { return nil }
    var seconds = 0.0
    for (place, field) in fields.enumerated() {
        let isLast = place == fields.count - 1
        guard let value = isLast ? Double(field) : number(field).map(Double.init), value >= 0, value.isFinite
        else {
            return nil
        }
        seconds = seconds * 60 + value
    }
    return seconds + Double(days) * 86_400
}

/// Kilobytes of `3236K`, `1.50G` or `0`; `nil` where nothing is told.
func slurmKilobytes(_ text: some StringProtocol) -> Int? {
    let units: [Character: Double] = ["K": 1, "M": 1024, "G": 1_048_576, "T": 1_073_741_824]
    guard let last = text.last else { return nil }
    let unit = units[last]
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let value = Double(digits), value >= 0, value < 1e12 else { return nil }
    return Int((value * (unit ?? 1 / 1024)).rounded())
}

extension SlurmSettings {
    /// The most that Slurm's array of one job may hold anywhere (slurm.conf(5), MaxArraySize).
    static let largestArray = 4_000_001
    static let mostOptions = 20
    static let longestOption = 200

    /// What is wrong with the settings, a sentence each; none where all can be used.
    package func problems() -> [String] {
        var problems: [String] = []
        for (name, value) in [("partition", partition), ("account", account), ("qos", qos)] {
            guard let value, !isName(value) else { continue }
            problems.append(
                "\(name): '\(printable(value))' is not a name. Use letters, digits and . _ - + @ , alone."
            )
        }
        func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) {
            guard let value, !range.contains(value) else { return }
            problems.append(
                "\(name): \(value) is out of range. Give \(range.lowerBound) to \(range.upperBound)."
            )
        }
        func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) {
            guard !range.contains(value) else { return }
            problems.append(
                "\(name): \(value) is out of range. Give \(range.lowerBound) to \(range.upperBound)."
            )
        }
        check("memory", memoryMegabytes, 1...100_000_000)
        check("maximum memory", maximumMemoryMegabytes, memoryMegabytes...max(memoryMegabytes, 100_000_000))
        check("minutes", minutes, 1...525_600)
        check("maximum minutes", maximumMinutes, minutes...max(minutes, 525_600))
        check("cpus per task", cpusPerTask, 1...4096)
        check("tasks at once", tasksAtOnce, 1...1_000_000)
        check("retries", retries, 0...20)
        check("seconds between polls", secondsBetweenPolls, 1...3600)
        check("seconds for a file", secondsForFile, 0...3600)
        check("seconds of silence", secondsOfSilence, 0...86_400)
        if options.count > SlurmSettings.mostOptions {
            problems.append(
                "options: \(options.count) are too many. Give \(SlurmSettings.mostOptions) at most."
            )
        }
        problems += options.compactMap(problem(ofOption:))
        return problems
    }

    private func problem(ofOption option: String) -> String? {
        let shown = "options: '\(printable(option))'"
        guard option.unicodeScalars.count <= SlurmSettings.longestOption else {
            return "\(shown) is longer than \(SlurmSettings.longestOption) characters."
        }
        guard option.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            return "\(shown) holds a control character."
        }
        let words = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard option.hasPrefix("--"), let name = words.first?.dropFirst(2), !name.isEmpty,
            name.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") })
        else {
            return "\(shown) is not a long option. Write --name or --name=value as one word."
        }
        // getopt_long(3) takes every beginning of an option's name for the option
        if let own = SlurmSettings.reserved.first(where: { $0.hasPrefix(name) }) {
            return
                "\(shown) is decided by the run itself (--\(own)). Leave it out, or use the setting for it."
        }
        return nil
    }

    /// Options that the run gives itself or that would take the job out of its hands.
    static let reserved = [
        "account", "array", "bb", "bbf", "chdir", "clusters", "comment", "cpus-per-task", "dependency",
        "error",
        "export", "export-file", "get-user-env", "help", "hold", "input", "job-name", "mem", "mem-per-cpu",
        "mem-per-gpu", "nodes", "ntasks", "open-mode", "output", "parsable", "partition", "qos", "quiet",
        "test-only",
        "time", "uid", "usage", "version", "wait", "wrap",
    ]
}

private func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200 && !text.hasPrefix("-")
        && text.utf8.allSatisfy { isLetterOrDigit($0) || "._-+@,".utf8.contains($0) }
}

func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
}

/// Text from elsewhere as it may stand in a sentence: no control characters, and not for ever.
func printable(_ text: some StringProtocol, atMost length: Int = 200) -> String {
    let kept = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
    return kept.count <= length
        ? String(String.UnicodeScalarView(kept)) : String(String.UnicodeScalarView(kept.prefix(length))) + "…"
}

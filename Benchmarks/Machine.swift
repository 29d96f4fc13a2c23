import Glibc
import LinearAlgebra

/// Where a run took place.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    let memoryBytes: Int
    let system: String
    let kernel: String
    let threads: Int
    let blas: String

    static var current: Machine {
        let processor = value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown processor"
        let system = value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown system"
        return Machine(
            processor: processor,
            cores: sysconf(CInt(_SC_NPROCESSORS_ONLN)),
            memoryBytes: sysconf(CInt(_SC_PHYS_PAGES)) * sysconf(CInt(_SC_PAGESIZE)),
            system: system.filter { $0 != "\"" },
            kernel: NumericsKernel.name,
            threads: NumericsKernel.threads,
            blas: NumericsKernel.version
        )
    }

    /// The processes that ran or waited to run over the last minute, this one included.
    static var load: Double? {
        fileText("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
    }

    private static func value(of key: String, in path: String, separator: Character) -> String? {
        guard let text = fileText(path) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix(key) {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2 else { continue }
            return String(parts[1].drop { $0 == " " })
        }
        return nil
    }
}

import Foundation
import TestSupport
import Testing

@testable import Cluster

struct JobScriptTests {
    @Test(arguments: [
        "plain", "", "two words", "it's", "''", "$(touch x)", "`id`", "a\nb", "\\", "\"", "-e", "*",
        "é~!#&;|<>",
    ])
    func `a shell hands every word to the program as it is`(_ word: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try RunFolder(folder.path)
            let script = JobScript(
                settings: SlurmSettings(),
                command: ["/usr/bin/printf", "%s|", word],
                folder: run
            )
            let job = RunRecord.Job(
                number: 1,
                name: "pairwell-x-1",
                intendedAt: 0,
                offset: 40,
                tasks: "2",
                memoryMegabytes: 1,
                minutes: 1
            )
            try run.write(Array(script.text(for: job).utf8), to: run.jobScript(1), mode: 0o755)
            let command = Command(
                program: run.jobScript(1),
                environment: ["SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_JOB_ID=77", "PATH=/usr/bin:/bin"]
            )
            guard case .ended(let output) = try command.run([]) else {
                Issue.record("the script did not end")
                return
            }
            #expect(output.code == 0 && output.complaint == "")
            #expect(output.text == "\(word)|42|")
            #expect(run.markedJob(1) == 77)
        }
    }
}

struct CommandTests {
    private func run(_ text: String, seconds: Double = 30, flag: Flag? = nil) throws -> Command.Ending {
        let path = ["PATH=/usr/bin:/bin"]
        return try Command(program: "sh", environment: path, seconds: seconds).run(
            ["-c", text],
            isStopped: flag
        )
    }

    @Test func `both streams and the exit code are heard`() throws {
        guard case .ended(let output) = try run("echo said; echo complained >&2; exit 3") else {
            Issue.record("it did not end")
            return
        }
        #expect(output.code == 3 && output.text == "said\n" && output.complaint == "complained\n")
        guard case .ended(let killed) = try run("kill -9 $$") else {
            Issue.record("it did not end")
            return
        }
        #expect(killed.code == 137)
    }

    @Test func `much on both streams does not jam`() throws {
        let text = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"
        guard case .ended(let output) = try run(text) else {
            Issue.record("it did not end")
            return
        }
        #expect(output.text.utf8.count == 3_000_000 && output.complaint.utf8.count == 6_000_000)
    }

    @Test func `a program that hangs is ended`() throws {
        guard case .late = try run("sleep 60", seconds: 0.3) else {
            Issue.record("it was not late")
            return
        }
        guard case .late = try run("exec >&- 2>&-; exec sleep 60", seconds: 0.3) else {
            Issue.record("it was not late after closing its streams")
            return
        }
        let flag = Flag()
        flag.set()
        guard case .stopped = try run("sleep 60", flag: flag) else {
            Issue.record("it was not stopped")
            return
        }
    }

    @Test func `a program inherits the one open file that it is to keep, and no other of ours`() throws {
        let folder = FileManager.default.temporaryDirectory
        let (kept, other) = (
            folder.appending(path: UUID().uuidString), folder.appending(path: UUID().uuidString)
        )
        let files = [kept, other].map { open($0.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        defer {
            for file in files { close(file) }
            for file in [kept, other] { unlink(file.path) }
        }
        let command = Command(program: "sh", environment: ["PATH=/usr/bin:/bin"])
        guard case .ended(let output) = try command.run(["-c", "ls -l /proc/$$/fd"], inherited: files[0])
        else {
            Issue.record("it did not end")
            return
        }
        #expect(output.text.contains("3 -> \(kept.path)"))
        #expect(!output.text.contains(other.lastPathComponent))
    }
}

import Cluster
import Testing

struct SlurmSettingsTests {
    @Test func `the defaults can be used, and so can what sites ask for`() {
        var settings = SlurmSettings()
        #expect(settings.problems().isEmpty)
        settings.partition = "gpu-long,short"
        settings.account = "def-anna_cpu@site.org"
        settings.qos = "normal"
        settings.maximumMinutes = 600
        settings.maximumMemoryMegabytes = 64_000
        settings.tasksAtOnce = 50
        settings.options = [
            "--constraint=avx2&ib", "--exclude=node[01-03]", "--nice=100", "--requeue", "--mem-bind=local",
            "--mail-user=anna@example.org", "--licenses=a b", "--reservation=weekly",
        ]
        #expect(settings.problems() == [])
    }

    @Test(arguments: [
        "--array=0-5", "--arr=0-5", "--output=/tmp/x", "--job-name=mine", "--wrap=rm", "--wrap",
        "--test-only",
        "--wait", "--mem=5G", "--mem", "--time=5", "--clusters=b", "--parsable", "--exp=NONE", "-p", "-p gpu",
        "gpu", "", "--", "--=x", "--a b=c", "--nice=1\n--wrap=x", "--nice=\u{0}", "--nïce=1", "--hold",
        "--e=x",
        "--nice=" + String(repeating: "1", count: 300), "job.sh",
    ])
    func `an option that takes the job out of the run's hands is refused`(_ option: String) {
        var settings = SlurmSettings()
        settings.options = [option]
        #expect(settings.problems().count == 1)
    }

    @Test(arguments: ["", "a b", "-x", "a;b", "$(id)", "a\nb", "a'b", String(repeating: "a", count: 300)])
    func `a name that is none is refused`(_ name: String) {
        for path in [\SlurmSettings.partition, \.account, \.qos] {
            var settings = SlurmSettings()
            settings[keyPath: path] = name
            #expect(settings.problems().count == 1)
        }
    }

    @Test func `numbers out of range are told one by one`() {
        var settings = SlurmSettings()
        settings.memoryMegabytes = 0
        settings.minutes = -1
        settings.cpusPerTask = 0
        settings.tasksAtOnce = 0
        settings.retries = -1
        settings.secondsBetweenPolls = .nan
        settings.secondsForFile = .infinity
        settings.options = Array(repeating: "--requeue", count: 21)
        #expect(settings.problems().count == 8)
        settings = SlurmSettings()
        settings.maximumMemoryMegabytes = settings.memoryMegabytes - 1
        settings.maximumMinutes = settings.minutes - 1
        #expect(settings.problems().count == 2)
    }
}

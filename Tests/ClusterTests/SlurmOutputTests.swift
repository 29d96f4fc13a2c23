import Foundation
import TestSupport
import Testing

@testable import Cluster

/// Outputs as Slurm 22.05 printed them, and variations that other versions and sites print.
struct SlurmOutputTests {
    @Test func `sacct's tasks, steps and waiting ranges are read`() {
        let reports = SacctTable.parse(
            """
            1_0|COMPLETED|0:0|00:00:02||vm
            1_0.batch|COMPLETED|0:0|00:00:02|3236K|vm
            1_0.extern|COMPLETED|0:0|00:00:02|1M|vm
            1_1|FAILED|3:0|00:00:00||vm
            1_1.batch|FAILED|3:0|00:00:00||vm
            1_2|FAILED|0:9|1-02:00:01||node[01-02]
            1_2.batch|CANCELLED|0:9|00:00:00||vm
            1_4|OUT_OF_MEMORY|0:125|00:00:01||vm
            1_4.batch|OUT_OF_MEMORY|0:125|00:00:01|1.50G|vm
            1_5|CANCELLED by 1000|0:0|00:00:01||vm
            1_[6-8,12%2]|PENDING|0:0|00:00:00||None assigned
            """
        )
        #expect(reports.count == 9)
        #expect(
            reports[TaskKey(job: 1, index: 0)]
                == TaskReport(
                    state: .completed,
                    exit: .init(code: 0, signal: 0),
                    seconds: 2,
                    peakKilobytes: 3236,
                    nodes: "vm"
                )
        )
        let killed = reports[TaskKey(job: 1, index: 2)]
        #expect(killed?.exit == .init(code: 0, signal: 9))
        #expect(killed?.seconds == 93_601)
        #expect(killed?.nodes == "node[01-02]")
        #expect(reports[TaskKey(job: 1, index: 1)]?.exit?.code == 3)
        #expect(reports[TaskKey(job: 1, index: 4)]?.state == .outOfMemory)
        #expect(reports[TaskKey(job: 1, index: 4)]?.peakKilobytes == 1_572_864)
        #expect(reports[TaskKey(job: 1, index: 5)]?.state == .cancelled(by: "1000"))
        for index in [6, 7, 8, 12] { #expect(reports[TaskKey(job: 1, index: index)]?.state == .pending) }
        #expect(reports[TaskKey(job: 1, index: 12)]?.nodes == "")
    }

    @Test func `a task that was sent again by Slurm counts by its last row`() {
        let reports = SacctTable.parse("7_0|NODE_FAIL|1:0|00:01:00||a\n7_0|COMPLETED|0:0|00:02:00||b\n")
        #expect(reports[TaskKey(job: 7, index: 0)]?.state == .completed)
    }

    @Test(arguments: [
        "", "\n\n", "sacct: error: something", "123|COMPLETED|0:0|00:00:02||vm",
        "123+0|COMPLETED|0:0|00:00:02||vm",
        "123_4|COMPLETED|0:0", "_4|COMPLETED|0:0|00:00:02||vm", "x_4|COMPLETED|0:0|00:00:02||vm",
        "5_1||0:0|||",
        "123_4+1|COMPLETED|0:0|00:00:02||vm", "JobID|State|ExitCode|Elapsed|MaxRSS|NodeList",
    ])
    func `what is not a task of an array is passed over`(_ text: String) {
        #expect(SacctTable.parse(text).isEmpty)
    }

    @Test func `a cluster without books is told from a failure`() {
        #expect(SacctTable.isDisabled("Slurm accounting storage is disabled\n"))
        #expect(!SacctTable.isDisabled("sacct: error: slurm_persist_conn_open_without_init: failed to open"))
    }

    @Test func `ids are read with and without tasks`() {
        #expect(SacctTable.jobs("1_0\n1_1\n1_[2-5]\n7\n7.batch\n\nfoo\n") == [1, 7])
        #expect(SacctTable.jobs("").isEmpty)
    }

    @Test func `squeue's lines are read, one for each task or one for many`() {
        let reports = SqueueTable.parse(
            """
            1|2|FAILED|0:00|vm|JobLaunchFailure
            1|3-8,12%2|PENDING|0:00||JobArrayTaskLimit
            1|0|RUNNING|1-01:00:01|vm|None
            1|9|COMPLETING|0:03|vm|None
            31|N/A|RUNNING|0:03|vm|None
            1|13,15,...|PENDING|0:00||Priority
            1|14|PENDING|0:00||(odd|reason)
            1|16|CONFIGURING|0:00|n1|BeginTime
            garbage
            """
        )
        #expect(reports.count == 12)
        #expect(reports[TaskKey(job: 1, index: 0)]?.seconds == 90_001)
        #expect(reports[TaskKey(job: 1, index: 0)]?.reason == "")
        #expect(reports[TaskKey(job: 1, index: 12)]?.reason == "JobArrayTaskLimit")
        #expect(reports[TaskKey(job: 1, index: 9)]?.state == .running)
        #expect(reports[TaskKey(job: 1, index: 14)]?.reason == "(odd|reason)")
        #expect(reports[TaskKey(job: 1, index: 13)] == nil)
        #expect(SqueueTable.parse("").isEmpty)
        #expect(SqueueTable.isUnknownJob("slurm_load_jobs error: Invalid job id specified\n"))
    }

    @Test func `scontrol's records are read as Slurm wrote them`() throws {
        let text = try String(decoding: fixture("scontrol-show-job.txt"), as: UTF8.self)
        let reports = ScontrolRecords.parse(text)
        #expect(reports.count == 10)
        let killed = reports[TaskKey(job: 1, index: 2)]
        #expect(killed?.state == .failed)
        #expect(killed?.exit == .init(code: 0, signal: 9))
        #expect(killed?.nodes == "vm")
        #expect(killed?.reason == "JobLaunchFailure")
        #expect(reports[TaskKey(job: 1, index: 1)]?.exit == .init(code: 3, signal: 0))
        #expect(reports[TaskKey(job: 1, index: 0)]?.seconds == 1)
        for index in [3, 8, 12] { #expect(reports[TaskKey(job: 1, index: index)]?.state == .pending) }
        #expect(ScontrolRecords.parse("slurm_load_jobs error: Invalid job id specified").isEmpty)
        #expect(ScontrolRecords.parse("JobId=5 JobName=x JobState=RUNNING ExitCode=0:0").isEmpty)
    }

    @Test func `the configuration tells the size of arrays and whether there are books`() {
        let text = """
            Configuration data as of 2026-11-21T18:30:00
            AccountingStorageType   = accounting_storage/none
            MaxArraySize            = 1001
            MaxJobCount             = 10000
            """
        #expect(ScontrolRecords.maximumArraySize(text) == 1001)
        #expect(!ScontrolRecords.keepsAccounts(text))
        #expect(ScontrolRecords.keepsAccounts("AccountingStorageType = accounting_storage/slurmdbd"))
        #expect(!ScontrolRecords.keepsAccounts("AccountingStorageType   = (null)"))
        #expect(ScontrolRecords.maximumArraySize("MaxArraySize = 75000\n") == 75_000)
        #expect(ScontrolRecords.maximumArraySize("MaxArraySize = 0\n") == 1001)
        #expect(ScontrolRecords.maximumArraySize("") == 1001)
    }

    @Test(arguments: [
        ("123\n", 123), ("123;main\n", 123),
        ("Welcome to the cluster!\nyou have 3 jobs\n4711;west\n\n", 4711),
    ])
    func `sbatch's answer is read, with a cluster's name or a banner`(_ text: String, _ job: Int) {
        #expect(SbatchReply.job(text) == job)
    }

    @Test(arguments: ["", "\n", "Submitted batch job 123", "0", "-5", ";main", "1;2;3", "12a"])
    func `what is no number of a job is not taken for one`(_ text: String) {
        #expect(SbatchReply.job(text) == nil)
    }

    @Test(arguments: [
        (
            "sbatch: error: Batch job submission failed: Invalid partition name specified",
            SbatchReply.Complaint.refused
        ),
        (
            "sbatch: error: Batch job submission failed: Requested node configuration is not available",
            .refused
        ),
        ("sbatch: error: Batch job submission failed: Invalid job array specification", .refused),
        ("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", .unclear),
        ("sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received", .unclear),
        (
            "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates "
                + "accounting/QOS policy (job submit limit, user's size and/or time limits)", .limited
        ),
        ("sbatch: error: QOSMaxSubmitJobPerUserLimit", .limited),
        (
            "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
            .later
        ),
        ("sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying", .later),
    ])
    func `a complaint tells whether the job may have been taken`(
        _ text: String,
        _ kind: SbatchReply.Complaint
    ) {
        #expect(SbatchReply.complaint(text) == kind)
    }

    @Test(arguments: [
        ("0:02", 2.0), ("00:00:02", 2), ("1-00:00:00", 86_400), ("02:03.250", 123.25), ("30", 30),
        ("1-02", 86_402),
    ])
    func `times are read`(_ text: String, _ seconds: Double) { #expect(slurmSeconds(text) == seconds) }

    @Test(arguments: ["", "UNLIMITED", "INVALID", "1-2-3", "a:b", ":", "-5", "1:2:3:4", "nan", "inf"])
    func `what is no time is not read`(_ text: String) { #expect(slurmSeconds(text) == nil) }

    @Test(arguments: [("3236K", 3236), ("12M", 12_288), ("1.50G", 1_572_864), ("0", 0), ("2048", 2)])
    func `memory is read`(_ text: String, _ kilobytes: Int) { #expect(slurmKilobytes(text) == kilobytes) }

    @Test(arguments: ["", "K", "-3K", "many", "nanK"])
    func `what is no memory is not read`(_ text: String) { #expect(slurmKilobytes(text) == nil) }

    @Test(arguments: [
        ("PENDING", TaskState.pending), ("PD", .pending), ("REQUEUED", .pending), ("REQUEUE_HOLD", .pending),
        ("RUNNING", .running), ("COMPLETING", .running), ("SUSPENDED", .running), ("CONFIGURING", .running),
        ("COMPLETED", .completed), ("FAILED", .failed), ("TIMEOUT", .timeout),
        ("OUT_OF_MEMORY", .outOfMemory),
        ("OUT_OF_ME+", .outOfMemory), ("NODE_FAIL", .nodeFailed), ("CANCELLED", .cancelled(by: nil)),
        ("CANCELLED by 1000", .cancelled(by: "1000")), ("CANCELLED+", .cancelled(by: nil)),
        ("PREEMPTED", .preempted), ("BOOT_FAIL", .bootFailed), ("DEADLINE", .deadline), ("REVOKED", .revoked),
        ("SPECIAL_EXIT", .specialExit), ("A_STATE_OF_2040", .running),
    ])
    func `states are read`(_ text: String, _ state: TaskState) { #expect(TaskState(text) == state) }

    @Test func `no word is no state`() { #expect(TaskState("") == nil) }
}

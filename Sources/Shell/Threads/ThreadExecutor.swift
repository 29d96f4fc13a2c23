import Glibc

/// Runs an actor's work on one thread of its own, so that what blocks never holds up the shared pool.
///
/// The thread ends with the executor.
package final class ThreadExecutor: SerialExecutor {
    private let queue = JobQueue()

    package init(name: String) {
        let context = Unmanaged.passRetained(queue).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runJobs, context)
        precondition(code == 0, "no thread for \(name): \(String(cString: strerror(code)))")
        pthread_detach(thread)
    }

    deinit { queue.close() }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(Job(work: UnownedJob(job), executor: asUnownedSerialExecutor()))
    }
}

private struct Job {
    let work: UnownedJob
    let executor: UnownedSerialExecutor
}

/// Jobs in order of arrival, taken by one thread.
// @unchecked because `jobs` and `isClosed` are only touched between `pthread_mutex_lock` and `unlock`.
private final class JobQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var isClosed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(arrival)
        mutex.deallocate()
        arrival.deallocate()
    }

    func append(_ job: Job) {
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(arrival)
        pthread_mutex_unlock(mutex)
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_signal(arrival)
        pthread_mutex_unlock(mutex)
    }

    /// The next job; waits for it, and gives `nil` once the queue is closed and empty.
    func next() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty && !isClosed { pthread_cond_wait(arrival, mutex) }
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }
}

private func runJobs(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let queue = Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue()
    while let job = queue.next() {
        job.work.runSynchronously(on: job.executor)
    }
    return nil
}

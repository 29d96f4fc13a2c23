/// Does work that computes for seconds without a pause, on one thread of its own, one piece after the other.
package actor ThreadWorker {
    private nonisolated let executor: ThreadExecutor

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(name: String) { executor = ThreadExecutor(name: name) }

    package func run<Value: Sendable>(_ work: @Sendable () -> Value) -> Value { work() }
}

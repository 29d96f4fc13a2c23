/// Runs the shards of a long computation, here or elsewhere, until each has its file.
///
/// A shard is a number from zero. It is done when its file exists and is sound, whoever wrote it, so that a run
/// that was interrupted goes on where it stopped and a shard computed twice does no harm.
package protocol ShardExecutor: Sendable {
    /// Runs the shards that are not done, and returns when all are.
    ///
    /// - Parameters:
    ///   - shards: How many there are; they are numbered from zero.
    ///   - isSound: Whether a shard's file exists and is whole. May block; it is called off the shared pool.
    ///   - progress: Told after every change and now and then. Must return quickly.
    /// - Throws: ``ClusterFault``, which names the shards that could not be computed, or `CancellationError`.
    func run(
        _ shards: Int,
        isSound: @escaping @Sendable (Int) -> Bool,
        progress: @escaping @Sendable (ShardProgress) -> Void
    ) async throws
}

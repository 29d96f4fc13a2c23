import FoundationEssentials

/// The `pairwell` beside the tests that run, for those that need a process of its own.
///
/// Test targets that use it depend on `pairwell`, so that it is built before them.
package let pairwellProgram = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "pairwell").path()

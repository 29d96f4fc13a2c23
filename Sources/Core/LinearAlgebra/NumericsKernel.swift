import COpenBLAS

/// Which BLAS does the sums, to be logged at start and kept with every posterior.
///
/// The kernel is chosen when the library loads; `OPENBLAS_CORETYPE` must be set before the process starts.
package enum NumericsKernel {
    /// Makes BLAS use the calling thread only, so that sums keep one order.
    package static func useOneThread() { openblas_set_num_threads(1) }

    /// The processor that the kernel is written for, such as `Haswell`; `Prescott` is the slow fallback.
    package static var name: String { text(openblas_get_corename()) }

    package static var threads: Int { Int(openblas_get_num_threads()) }

    /// The library's name, version and build options, such as `OpenBLAS 0.3.21 NO_LAPACKE …`.
    package static var version: String {
        text(openblas_get_config()).split(separator: " ").joined(separator: " ")
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? "unknown"
    }
}

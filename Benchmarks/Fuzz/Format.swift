import ArgumentParser
import Screen
import Statistics

/// A kind of file that somebody may drop.
struct Format {
    /// How a reader ended.
    enum Outcome {
        case taken
        /// The rule of the rejection, or what else was thrown.
        case refused(String)
    }

    let name: FormatName
    let seeds: [[UInt8]]
    let style: Mutator.Style
    /// Words that the format knows, which are put in at random places.
    var words: [[UInt8]] = []
    /// What makes a file of the mutated bytes, such as packing them; used for half of the inputs, so that
    /// the reader behind it sees broken contents too.
    var wrap: (([UInt8]) -> [UInt8])?
    /// Whether a crash is the library's, and expected to happen in a child.
    var mayCrash = false

    /// Nanoseconds that one input may take.
    ///
    /// Of processor time, so that a busy machine makes no findings. Where readers may hang they do it often, and are
    /// not waited for as long.
    var patience: Int { mayCrash ? 300_000_000 : 5_000_000_000 }
    let read: ([UInt8]) -> Outcome

    /// The input of this number, which is the same whenever it is asked for.
    func input(_ number: Int, seed: UInt64) -> [UInt8] {
        var mutator = Mutator(
            seeds: seeds,
            words: words,
            style: style,
            generator: SeededGenerator(Seed(seed).derived(name.rawValue, number))
        )
        guard let wrap else { return mutator.next() }
        return mutator.next(wrappedBy: wrap)
    }
}

enum FormatName: String, CaseIterable, ExpressibleByArgument {
    case text
    case gzip
    case zstd
    case parquet
    case npy
    case npz
    case results
    case platemaps
    case barcodeList = "barcode-list"
    case samples
    case h5ad
    case sidecar
    case profile
    case manifest
    case configuration

    static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

/// What a reader did with an input: took it, or threw.
func outcome(_ read: () throws -> Void) -> Format.Outcome {
    do {
        try read()
        return .taken
    } catch let rejection as Rejection {
        return .refused(rejection.rule)
    } catch {
        return .refused("\(type(of: error))")
    }
}

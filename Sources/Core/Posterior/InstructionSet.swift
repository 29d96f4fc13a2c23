import CAscent

/// The processor's instructions that the loops of a stochastic fit are compiled for.
///
/// All give the same bits, so that the choice is one of speed alone.
package enum InstructionSet: Sendable, CaseIterable {
    case plain
    case avx2
    case avx512

    /// The widest that this processor has.
    package static let widest = allCases.last(where: \.isSupported) ?? .plain

    package var isSupported: Bool { pairwell_has(code) }

    var code: PairwellInstructions {
        switch self {
        case .plain: .plain
        case .avx2: .AVX2
        case .avx512: .AVX512
        }
    }
}

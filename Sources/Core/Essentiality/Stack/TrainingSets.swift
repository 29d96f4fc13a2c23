/// The sets of lines that modifiers are chosen and models fitted on.
///
/// The inner folds of an outer fold are the other outer folds, so that a fit without two folds serves both: with
/// five folds 10 fits without a pair, 5 without one and 1 on all lines, where nested folds would take 36.
struct TrainingSets: Sendable {
    struct Members: Sendable {
        /// Folds that are left out: none, one or two, ascending.
        let leftOut: [Int]
        /// Lines to learn from, ascending.
        let training: [Int]
        /// The lines of each fold left out, ascending.
        let held: [[Int]]
    }

    /// Pairs first, then single folds, all lines last.
    let sets: [Members]
    let folds: Int
    private let places: [[Int]: Int]

    /// `foldOfLine` has 0 … folds − 1 for each line.
    init(foldOfLine: [Int], folds: Int) {
        self.folds = folds
        var leftOut: [[Int]] = []
        for one in 0..<folds {
            for other in (one + 1)..<max(folds, one + 1) { leftOut.append([one, other]) }
        }
        leftOut += (0..<folds).map { [$0] } + [[]]
        sets = leftOut.map { left in
            Members(
                leftOut: left,
                training: foldOfLine.indices.filter { !left.contains(foldOfLine[$0]) },
                held: left.map { fold in foldOfLine.indices.filter { foldOfLine[$0] == fold } }
            )
        }
        places = Dictionary(uniqueKeysWithValues: leftOut.enumerated().map { ($1, $0) })
    }

    /// Lines without some folds, and where one of these stands among those left out.
    func place(leftOut: [Int]) -> Int {
        guard let place = places[leftOut.sorted()] else { preconditionFailure("no set without \(leftOut)") }
        return place
    }
}

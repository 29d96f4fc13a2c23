import Screen
import Tables

/// Which columns of a table are features, and why the other numbers are none.
///
/// 1. What is known by name to be about the well is none: `Metadata_…`, `Image_Metadata_…`, unnamed columns (row
///    numbers that pandas wrote), and `KnownColumns.notFeatures`.
/// 2. Nor are counts, identifiers, and CellProfiler's book-keeping: numbers of objects, parents, where in the
///    image an object lies, names and sizes of image files.
/// 3. A column without a single number is none. One number is enough, so that a bad cell among numbers is an
///    error and a column of remarks is not.
/// 4. In RxRx3 and EFAAR tables with columns whose names contain `feature`, those are the features, as EFAAR
///    takes them.
/// 5. Eight or more features of CellProfiler, or eight or more columns of one stem and different numbers
///    (`emb_0`, `efficientnet_17`, `0`), are a set that was made to be features; lone numbers beside such a set
///    are most likely about the well.
/// 6. Otherwise every other column of numbers is a feature.
struct FeatureColumns {
    /// In the order of the file.
    let columns: [Int]
    /// Columns of numbers that were not taken, with the reason, in the order of the file.
    let leftOut: [(column: Int, why: String)]

    /// Fewer than these may be so named by chance.
    static let smallestSet = 8

    /// Columns of an `expected` name are features whatever they hold.
    init(_ table: Table, dialect: Readout.Dialect, taken: Set<Int>, expected: Set<String> = []) {
        var candidates: [Int] = []
        var leftOut: [(column: Int, why: String)] = []
        for (column, name) in table.header.enumerated() where !taken.contains(column) {
            if expected.contains(name) {
                candidates.append(column)
                continue
            }
            switch FeatureColumns.about(name) {
            case .well: continue
            case .other(let why):
                if holdsNumber(table, column) { leftOut.append((column, why)) }
            case nil:
                if holdsNumber(table, column) {
                    candidates.append(column)
                } else if FeatureColumns.isCellProfiler(name) || stemAndDigits(name) != nil {
                    leftOut.append((column, "holds no number in any row"))
                }
            }
        }
        let named = candidates.filter { table.header[$0].lowercased().contains("feature") }
        let made =
            (dialect == .rxrx3 || dialect == .efaar) && !named.isEmpty
            ? (columns: Set(named), why: "its name does not contain 'feature'")
            : FeatureColumns.madeToBeFeatures(candidates, of: table)
        if !made.columns.isEmpty {
            let isFeature: (Int) -> Bool = {
                made.columns.contains($0) || expected.contains(table.header[$0])
            }
            leftOut += candidates.filter { !isFeature($0) }.map { ($0, made.why) }
            candidates = candidates.filter(isFeature)
        }
        columns = candidates
        self.leftOut = leftOut.sorted { $0.column < $1.column }
    }

    private static let compartments: Set<Substring> = ["Cells", "Cytoplasm", "Nuclei", "Image"]
    /// What CellProfiler measures of objects, by the second part of a column's name.
    private static let categories: Set<Substring> = [
        "AreaOccupied", "AreaShape", "Children", "Colocalization", "Correlation", "Granularity", "Intensity",
        "Location", "Neighbors", "Number", "ObjectSkeleton", "Parent", "RadialDistribution", "Texture",
    ]
    /// What CellProfiler notes of image files.
    private static let technical: Set<Substring> = [
        "Channel", "Count", "ExecutionTime", "FileName", "Frame", "Group", "Height", "Index", "MD5Digest",
        "ModuleError", "PathName", "ProcessingStatus", "Scaling", "Series", "URL", "Width",
    ]

    private enum About {
        /// By its name it says something about the well.
        case well
        case other(String)
    }

    /// What a column is about by its name; `nil` where it may be a feature.
    private static func about(_ name: String) -> About? {
        let plain = plainName(name)
        if plain.isEmpty || plain.hasPrefix("unnamed_") || KnownColumns.notFeatures.contains(plain)
            || KnownColumns.metadataPrefixes.contains(where: plain.hasPrefix)
        {
            return .well
        }
        if let why = bookkeeping(name) { return .other(why) }
        if isCellProfiler(name) { return nil }
        if plain.hasPrefix("count_") { return .other("a count of objects") }
        if plain.hasSuffix("_id") || plain.hasPrefix("ncbi_") || plain.hasPrefix("entrez") {
            return .other("an identifier")
        }
        if plain.hasPrefix("is_") || plain.hasPrefix("has_") { return .other("a mark") }
        if plain.hasSuffix("_date") { return .other("a date") }
        return nil
    }

    /// Why a column that CellProfiler names is no feature; `nil` where it may be one.
    private static func bookkeeping(_ name: String) -> String? {
        let parts = name.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        if parts[0] == "Image" {
            return technical.contains(parts[1]) ? "about the image's file, not about cells" : nil
        }
        guard isCellProfiler(name) else { return nil }
        if parts[1] == "Number" || parts[1] == "Parent" || name.contains("ObjectNumber") {
            return "the number of an object"
        }
        if parts[1] == "Location" || name.contains("AreaShape_Center_") || name.contains("_BoundingBox") {
            return "where in the image an object lies, not how it looks"
        }
        return nil
    }

    /// `Cells_AreaShape_Area`, `Mito_Granularity_1_DNA`, `Nuclei_Anything`.
    static func isCellProfiler(_ name: String) -> Bool {
        let parts = name.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return false }
        return compartments.contains(parts[0]) || categories.contains(parts[1])
    }

    /// The columns of sets that are features by the look of their names; empty where there is no such set.
    private static func madeToBeFeatures(
        _ candidates: [Int],
        of table: Table
    ) -> (columns: Set<Int>, why: String) {
        let cellProfiler = candidates.filter { isCellProfiler(table.header[$0]) }
        var families: [String: [Int]] = [:]
        for column in candidates {
            if let (stem, _) = stemAndDigits(table.header[column]) {
                families[stem, default: []].append(column)
            }
        }
        var made: Set<Int> = []
        for (_, columns) in families where columns.count >= smallestSet { made.formUnion(columns) }
        // a few columns of CellProfiler beside an embedding are features too
        if !made.isEmpty || cellProfiler.count >= smallestSet { made.formUnion(cellProfiler) }
        return (made, "a lone number beside a set of \(made.count) features")
    }
}

/// Whether any row of a column holds a finite number.
func holdsNumber(_ table: Table, _ column: Int) -> Bool {
    (0..<table.rowCount).contains { table.number(row: $0, column: column) != nil }
}

import Layouts
import Screen

/// A CSV text of named columns; numbers as they are, empty where there is none.
func reportTable(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
}

func cell(_ value: Double?) -> String { value.map { $0.isFinite ? $0.description : "" } ?? "" }

extension ScreenReport {
    /// The first two columns of every table of pairs.
    func names(_ row: Row) -> [String] { [row.pair.first.symbol, row.pair.second.symbol] }
}

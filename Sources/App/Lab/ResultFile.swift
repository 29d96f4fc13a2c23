import Layouts
import RealModule
import Screen
import Tables

/// How an instrument writes its results.
package struct ResultStyle: Sendable, Hashable {
    package enum Dialect: Sendable, Hashable, CaseIterable {
        /// `well_id`, `plate`, `address`, `feature_…`.
        case rxrx3
        /// `Metadata_Plate`, `Metadata_Well`, `…`.
        case jump
    }

    package var dialect: Dialect
    package var tabs: Bool
    package var gzip: Bool

    package init(dialect: Dialect, tabs: Bool, gzip: Bool) {
        self.dialect = dialect
        self.tabs = tabs
        self.gzip = gzip
    }

    /// All of them by turns, so that a few rounds meet every one.
    package init(turn: Int) {
        self.init(dialect: turn % 2 == 0 ? .rxrx3 : .jump, tabs: turn / 2 % 2 == 1, gzip: turn / 4 % 2 == 1)
    }

    var separator: String { tabs ? "\t" : "," }

    /// The ending of a file's name.
    var ending: String { (tabs ? ".tsv" : ".csv") + (gzip ? ".gz" : "") }
}

/// The bytes of a result file; the same readings give the same bytes.
///
/// `checkpoint` is written as a column where it is not `nil`.
package func resultFile(
    _ readings: [WellReading],
    features: [String],
    style: ResultStyle,
    checkpoint: String? = nil
) -> [UInt8] {
    packed(resultText(readings, features: features, style: style, checkpoint: checkpoint), style)
}

func packed(_ text: String, _ style: ResultStyle) -> [UInt8] {
    let bytes = Array(text.utf8)
    return style.gzip ? Gzip.compress(bytes) : bytes
}

func resultText(
    _ readings: [WellReading],
    features: [String],
    style: ResultStyle,
    checkpoint: String? = nil
) -> String {
    let names: [String] =
        switch style.dialect {
        case .rxrx3: ["well_id", "plate", "address", "gene", "treatment", "cell_count"]
        case .jump: ["Metadata_Plate", "Metadata_Well", "Metadata_Symbol", "Metadata_Count_Cells"]
        }
    let mark: [String] =
        switch (checkpoint, style.dialect) {
        case (nil, _): []
        case (_, .rxrx3): ["checkpoint"]
        case (_, .jump): ["Metadata_Checkpoint"]
        }
    // Readings of a finished screen stand beside made-up ones, such as its controls; those have to be told apart.
    let isMixed = readings.contains { !$0.synthetic }
    let origin: [String] =
        switch (isMixed, style.dialect) {
        case (false, _): []
        case (true, .rxrx3): ["well_type_label"]
        case (true, .jump): ["Metadata_Well_Type"]
        }
    var text = (names + mark + origin + features).joined(separator: style.separator) + "\n"
    for reading in readings {
        let plate = reading.well.plate.text
        let address = reading.well.position.label
        var fields: [String] =
            switch style.dialect {
            case .rxrx3:
                [
                    "\(plate)_\(address)", plate, address, genes(of: reading.content),
                    treatment(of: reading.content), "\(reading.cells)",
                ]
            case .jump: [plate, address, genes(of: reading.content), "\(reading.cells)"]
            }
        if let checkpoint { fields.append(checkpoint) }
        if isMixed { fields.append(reading.synthetic ? "synthetic" : "measured") }
        text += fields.map(csvField).joined(separator: style.separator)
        for value in reading.embedding {
            text += style.separator
            text += figure(value)
        }
        text += "\n"
    }
    return text
}

/// `MCL1`, `BCL2L1+MCL1`; nothing for a control.
private func genes(of content: WellContent) -> String {
    [content.a, content.b].compactMap { $0?.gene?.symbol }.joined(separator: "+")
}

/// The guides, or what RxRx3 calls its controls.
private func treatment(of content: WellContent) -> String {
    switch content.role {
    case .untreated, .empty: "EMPTY_control"
    case .nonTargeting, .cutting: "CRISPR_control"
    case .positive, .single, .anchor, .double: content.name
    }
}

/// A value with seven significant digits, as instruments write floats.
func figure(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return decimal(value, 0) }
    let magnitude = Int(Double.log10(value.magnitude).rounded(.down))
    return decimal(value, min(12, max(0, 6 - magnitude)))
}

import Crypto
import FoundationEssentials
import Layouts
package import Screen
import Worklists

/// A file of a batch before it is written.
package struct PlannedFile: Sendable, Hashable {
    /// The file's name in the batch's folder.
    package let path: String
    /// `layout-csv`, `jump-platemap`, `jump-barcodes`, `jump-metadata`, `svg` or `manifest`.
    package let format: String
    package let bytes: [UInt8]
    package let sha256: String

    package init(_ path: String, _ format: String, _ bytes: [UInt8]) {
        self.path = path
        self.format = format
        self.bytes = bytes
        sha256 = sha256Text(bytes)
    }
}

/// Lower-case hexadecimal SHA-256.
package func sha256Text(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { sha256Text($0) } }

/// The same of bytes that lie elsewhere, such as in a mapped file.
package func sha256Text(_ bytes: UnsafeRawBufferPointer) -> String {
    let digits = Array("0123456789abcdef")
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// The name of the file whose presence says that a batch's folder is complete.
package let manifestName = "manifest.json"

/// Every file of a batch, in the order in which they are to be written: the manifest last.
///
/// Depends on the arguments alone; nothing is written. `centring` is the control role that readers of the
/// platemaps should normalise on.
///
/// - Throws: `WorklistFault` where a guide's name does not fit a platemap.
package func planBatchFiles(
    layouts: [PlateLayout],
    manifest: BatchManifest,
    centring: WellRole = .nonTargeting
) throws -> [PlannedFile] {
    let layouts = layouts.sorted { $0.barcode < $1.barcode }
    var files = [PlannedFile("layout.csv", "layout-csv", Array(layoutCSV(layouts).utf8))]
    for (number, layout) in layouts.enumerated() {
        let map = try jumpPlatemap(layout)
        files.append(PlannedFile("\(platemapName(layout.barcode)).txt", "jump-platemap", Array(map.utf8)))
        let title = """
            Campaign \(manifest.campaign), round \(manifest.round), plate \(number + 1) of \(layouts.count)
            """
        let picture = svgPicture(of: layout, title: title)
        files.append(PlannedFile("\(layout.barcode).svg", "svg", Array(picture.utf8)))
    }
    files.append(PlannedFile("barcode_platemap.csv", "jump-barcodes", Array(barcodePlatemap(layouts).utf8)))
    let metadata = try jumpMetadata(layouts, centring: centring)
    files.append(PlannedFile("metadata.tsv", "jump-metadata", Array(metadata.utf8)))
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }

    var manifest = manifest
    manifest.layoutFiles = files.map { .init(path: $0.path, sha256: $0.sha256, format: $0.format) }
    return try files + [PlannedFile(manifestName, "manifest", manifest.json())]
}

import Screen

/// An array that `numpy.save` wrote, its values still as bytes.
struct NumPyArray {
    let shape: [Int]
    let element: NumPyElement
    /// Values in all.
    let count: Int

    private let isFortran: Bool
    private let bytes: [UInt8]
    private let start: Int

    /// Throws the rules of `NumPyHeader`, and `too-large`.
    init(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) {
        let header = try NumPyHeader(bytes)
        var count = 1
        for length in header.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            guard !overflow else { throw .numPy(.truncated) }
            count = product
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: header.element.width)
        guard !overflow, size <= bytes.count - header.end else { throw .numPy(.truncated) }
        guard size == bytes.count - header.end else {
            throw .numPy(.damaged("it goes on after its array"))
        }
        guard count <= limits.maximumCells else { throw Self.tooLarge("\(limits.maximumCells) values") }
        if [.bytes, .text].contains(header.element.kind) {
            // A string costs sixteen bytes and what it holds.
            guard 16 * count + size <= limits.maximumBytes else {
                throw Self.tooLarge("\(limits.maximumBytes) bytes of text")
            }
        }
        shape = header.shape
        element = header.element
        isFortran = header.isFortran
        self.count = count
        self.bytes = bytes
        start = header.end
    }

    /// The numbers of a file that is a table of them.
    func matrix() throws(Rejection) -> NumberMatrix {
        guard shape.count == 2, element.isNumber else {
            throw Rejection(
                rule: "npz-contents",
                reason:
                    "The array has the shape \(shape), or no numbers, and so is no table of wells and features.",
                expected: "numbers in rows, one a well, and columns, one a feature",
                remedy: "Save an array of two dimensions, wells × features."
            )
        }
        return NumberMatrix(rowCount: shape[0], columnCount: shape[1], values: doubles())
    }

    /// The numbers row by row, whichever way the file has them.
    func doubles() -> [Double] {
        precondition(element.isNumber, "an array of numbers")
        let rows = isFortran && shape.count == 2 ? shape[0] : 1
        return [Double](unsafeUninitializedCapacity: count) { values, made in
            bytes.withUnsafeBytes { bytes in
                let bytes = UnsafeRawBufferPointer(rebasing: bytes[start...])
                if rows == 1 {
                    fill(values, from: bytes)
                } else {
                    let columns = shape[1]
                    for place in 0..<count {
                        values[place % rows * columns + place / rows] = element.number(at: place, in: bytes)
                    }
                }
            }
            made = count
        }
    }

    /// The commonest kinds in loops of their own.
    private func fill(_ values: UnsafeMutableBufferPointer<Double>, from bytes: UnsafeRawBufferPointer) {
        switch element {
        case NumPyElement(kind: .float, width: 4, isBigEndian: false):
            let single = NumPyElement(kind: .float, width: 4, isBigEndian: false)
            for place in 0..<count { values[place] = single.number(at: place, in: bytes) }
        default:
            for place in 0..<count { values[place] = element.number(at: place, in: bytes) }
        }
    }

    /// A list as the cells of a column, numbers that are not whole aside.
    func cells() throws(Rejection) -> ColumnCells {
        switch element.kind {
        case .flag: return .flags(values { $0.integer(at: $1, in: $2) != 0 })
        case .text, .bytes:
            let texts: [String?] = values { $0.text(at: $1, in: $2) }
            guard !texts.contains(where: { $0 == nil }) else { throw .numPy(.notText) }
            return .text(texts)
        case .signed, .unsigned, .float: return .integers(values { $0.integer(at: $1, in: $2) }, filled: nil)
        }
    }

    private func values<Value>(
        _ read: (NumPyElement, _ place: Int, UnsafeRawBufferPointer) -> Value
    ) -> [Value] {
        bytes.withUnsafeBytes { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes[start...])
            return (0..<count).map { read(element, $0, bytes) }
        }
    }

    private static func tooLarge(_ what: String) -> Rejection {
        Rejection(
            rule: "too-large",
            reason: "The file holds more than \(what).",
            expected: "an array within the limits",
            remedy: "Split the file, a plate or a few plates each, and drop the parts."
        )
    }
}

/// Why an array was not read.
enum NumPyFault {
    case truncated
    /// The sentence's middle: `the file is damaged: <what>`.
    case damaged(String)
    case unsupported(String, remedy: String? = nil)
    case notText
}

extension Rejection {
    static func numPy(_ fault: NumPyFault, array: String? = nil) -> Rejection {
        switch fault {
        case .truncated:
            Rejection(
                rule: "truncated-numpy",
                reason: "The NumPy file stops in the middle: it holds fewer values than it says.",
                column: array,
                expected: "a whole NumPy file",
                remedy: "Copy the file again; if it is short where it was made, save it again."
            )
        case .damaged(let what):
            Rejection(
                rule: "corrupt-numpy",
                reason: "The NumPy file is damaged: \(what).",
                column: array,
                expected: "a whole NumPy file with one array",
                remedy: "Copy the file again; if it is damaged where it was made, save it again."
            )
        case .unsupported(let reason, let remedy):
            Rejection(
                rule: "numpy-unsupported",
                reason: reason,
                column: array,
                expected: "arrays of numbers, text or yes/no",
                remedy: remedy ?? "Save each column as an array of its own, of numbers or text."
            )
        case .notText:
            Rejection(
                rule: "not-utf8",
                reason: "The array holds bytes that are not text.",
                column: array,
                expected: "text in UTF-8 or Unicode",
                remedy: "Leave the array out, or save it as text: np.asarray(values, dtype=str)."
            )
        }
    }
}

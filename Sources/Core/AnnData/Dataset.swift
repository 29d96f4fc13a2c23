import CHDF5
import Screen

/// The values of a dataset, read whole.
///
/// Everything is looked at before anything is read: how many values there are, of which type, and whether
/// they lie in the file itself and are packed by gzip at most.
struct Dataset: ~Copyable {
    let node: Node
    let shape: [Int]
    private let kind: Handle
    private let budget: Budget

    init(_ node: consuming Node, _ budget: Budget) throws(Rejection) {
        guard !node.isGroup else { throw .corruptH5AD("'\(Rejection.shortened(node.path))' is a group") }
        guard let kind = Handle(H5Dget_type(node.handle.id), close: H5Tclose),
            let settings = Handle(H5Dget_create_plist(node.handle.id), close: H5Pclose)
        else { throw .unreadable(node.path) }
        let shape = try Dataset.shape(of: node)
        try checkStorage(settings.id, valueSize: H5Tget_size(kind.id), of: node.path, budget)
        self.shape = shape
        self.node = node
        self.kind = kind
        self.budget = budget
    }

    var path: String { node.path }
    var count: Int { shape.reduce(1, *) }

    enum Kind {
        case number
        case wholeNumber
        case flag
        case text
    }

    /// `nil` for a type that no table has.
    var kindOfValues: Kind? {
        if hdf5_is_plain_float(kind.id) != 0 { return .number }
        if hdf5_is_plain_integer(kind.id) != 0 { return .wholeNumber }
        return switch H5Tget_class(kind.id) {
        case H5T_STRING: .text
        case H5T_ENUM: isFlag ? .flag : nil
        default: nil
        }
    }

    func numbers() throws(Rejection) -> [Double] {
        guard kindOfValues == .number || kindOfValues == .wholeNumber else { throw wrongKind("numbers") }
        return try read(hdf5_native_double(), 0)
    }

    func wholeNumbers() throws(Rejection) -> [Int64] {
        guard kindOfValues == .wholeNumber else { throw wrongKind("whole numbers") }
        return try read(hdf5_native_int64(), 0)
    }

    /// Whole numbers as digits, those beyond 63 bits too.
    func digits() throws(Rejection) -> [String] {
        guard H5Tget_sign(kind.id) == H5T_SGN_NONE else { return try wholeNumbers().map(\.description) }
        guard kindOfValues == .wholeNumber else { throw wrongKind("whole numbers") }
        let numbers: [UInt64] = try read(hdf5_native_uint64(), 0)
        return numbers.map(\.description)
    }

    /// h5py writes flags as an enumeration of one byte, FALSE = 0 and TRUE = 1.
    func flags() throws(Rejection) -> [Bool] {
        guard kindOfValues == .flag else { throw wrongKind("yes and no") }
        let bytes: [UInt8] = try read(kind.id, 0)
        return bytes.map { $0 != 0 }
    }

    func texts() throws(Rejection) -> [String] {
        guard kindOfValues == .text else { throw wrongKind("text") }
        guard H5Tis_variable_str(kind.id) > 0 else {
            let width = H5Tget_size(kind.id)
            let (size, overflows) = count.multipliedReportingOverflow(by: width)
            guard width > 0, !overflows else { throw .unreadable(path) }
            try budget.charge(size)
            var bytes = [UInt8](repeating: 0, count: size)
            guard size == 0 || H5Dread(node.handle.id, kind.id, 0, 0, 0, &bytes) >= 0 else {
                throw .unreadable(path)
            }
            return try node.cut(bytes, width: width, kind: kind.id)
        }
        return try textsOfAnyLength()
    }

    private func textsOfAnyLength() throws(Rejection) -> [String] {
        try budget.charge(count * (MemoryLayout<Int>.size + MemoryLayout<String>.size))
        guard count > 0 else { return [] }
        guard let inMemory = Handle(hdf5_text_in_memory(kind.id), close: H5Tclose),
            let transfer = Handle(H5Pcreate(hdf5_transfer()), close: H5Pclose)
        else { throw .unreadable(path) }
        let allowance = budget.left
        var arena = hdf5_arena(left: allowance, blocks: nil)
        defer { hdf5_arena_free(&arena) }
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        // because the library keeps the arena's address from the first call to the end of the second
        let status = withUnsafeMutablePointer(to: &arena) { arena in
            hdf5_use_arena(transfer.id, arena) < 0
                ? -1 : H5Dread(node.handle.id, inMemory.id, 0, 0, transfer.id, &pointers)
        }
        guard status >= 0 else {
            // a text that is longer than what is left of the allowance reads like damage
            throw allowance - arena.left > allowance / 2 ? budget.tooLarge : .unreadable(path)
        }
        try budget.charge(allowance - arena.left)
        var texts: [String] = []
        texts.reserveCapacity(count)
        for pointer in pointers { texts.append(try node.text(pointer)) }
        return texts
    }

    private func read<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ inMemory: hid_t,
        _ empty: Value
    ) throws(Rejection) -> [Value] {
        try budget.charge(count * MemoryLayout<Value>.size)
        var values = [Value](repeating: empty, count: count)
        guard count == 0 || H5Dread(node.handle.id, inMemory, 0, 0, 0, &values) >= 0 else {
            throw .unreadable(path)
        }
        return values
    }

    private var isFlag: Bool {
        guard H5Tget_size(kind.id) == 1, H5Tget_nmembers(kind.id) == 2,
            let base = Handle(H5Tget_super(kind.id), close: H5Tclose), hdf5_is_plain_integer(base.id) != 0
        else { return false }
        var no: Int8 = -1
        var yes: Int8 = -1
        return H5Tenum_valueof(kind.id, "FALSE", &no) >= 0 && H5Tenum_valueof(kind.id, "TRUE", &yes) >= 0
            && no == 0 && yes == 1
    }

    private func wrongKind(_ expected: String) -> Rejection {
        .corruptH5AD("'\(Rejection.shortened(path))' does not hold \(expected)")
    }
}

/// What is left of the bytes that one file may cost.
final class Budget {
    private(set) var left: Int
    private let limit: Int

    init(_ limits: AnnDataLimits) {
        left = limits.maximumBytes
        limit = limits.maximumBytes
    }

    func charge(_ bytes: Int) throws(Rejection) {
        guard bytes <= left else { throw tooLarge }
        left -= bytes
    }

    var tooLarge: Rejection { .tooLargeH5AD("more than \(limit) bytes once unpacked") }
}

extension Dataset {
    /// Sizes whose product is at most 2^40, so that some bytes a value never overflow; empty for a single value.
    static func shape(of node: borrowing Node) throws(Rejection) -> [Int] {
        let path = node.path
        guard let space = Handle(H5Dget_space(node.handle.id), close: H5Sclose) else {
            throw .unreadable(path)
        }
        switch H5Sget_simple_extent_type(space.id) {
        case H5S_NULL: return [0]
        case H5S_SCALAR: return []
        case H5S_SIMPLE: break
        default: throw .unreadable(path)
        }
        let rank = H5Sget_simple_extent_ndims(space.id)
        guard (1...Int32(H5S_MAX_RANK)).contains(rank) else { throw .unreadable(path) }
        var sizes = [hsize_t](repeating: 0, count: Int(rank))
        guard H5Sget_simple_extent_dims(space.id, &sizes, nil) == rank else { throw .unreadable(path) }
        var product: hsize_t = 1
        for size in sizes {
            let (next, overflows) = product.multipliedReportingOverflow(by: size)
            guard !overflows, size <= 1 << 40, next <= 1 << 40 else {
                throw .tooLargeH5AD("\(size) values in '\(Rejection.shortened(path))'")
            }
            product = next
        }
        return sizes.map { Int($0) }
    }
}

/// Refuses values that lie outside the file, or are packed by what this program does not have.
private func checkStorage(
    _ settings: hid_t,
    valueSize: Int,
    of path: String,
    _ budget: Budget
) throws(Rejection) {
    let layout = H5Pget_layout(settings)
    guard layout != H5D_VIRTUAL, H5Pget_external_count(settings) == 0 else {
        throw .reachesOut(path, "holds values of another file")
    }
    let filters = H5Pget_nfilters(settings)
    guard layout.rawValue >= 0, filters >= 0 else { throw .unreadable(path) }
    for number in 0..<UInt32(filters) {
        var flags: UInt32 = 0
        var values = 0
        var name = [CChar](repeating: 0, count: 257)
        let filter = H5Pget_filter2(settings, number, &flags, &values, nil, name.count - 1, &name, nil)
        guard filter >= 0 else { throw .unreadable(path) }
        guard [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32].contains(filter) else {
            let stated = String(
                decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            throw packed(path, by: knownFilters[filter] ?? (stated.isEmpty ? "filter \(filter)" : stated))
        }
    }
    guard layout == H5D_CHUNKED else { return }
    var sizes = [hsize_t](repeating: 0, count: 32)
    let rank = H5Pget_chunk(settings, 32, &sizes)
    guard (1...32).contains(rank) else { throw .unreadable(path) }
    var size = UInt64(valueSize)
    for extent in sizes.prefix(Int(rank)) {
        let (product, overflows) = size.multipliedReportingOverflow(by: extent)
        guard !overflows, product <= UInt64(budget.left) else { throw budget.tooLarge }
        size = product
    }
}

private func packed(_ path: String, by filter: String) -> Rejection {
    Rejection(
        rule: "h5ad-unsupported",
        reason: "'\(Rejection.shortened(path))' is packed by \(Rejection.shortened(filter)).",
        value: filter,
        expected: "values packed by gzip, or not at all",
        remedy: "Write the file again with write_h5ad(…, compression='gzip')."
    )
}

/// Filters by the numbers that The HDF Group has given out.
private let knownFilters: [H5Z_filter_t: String] = [
    H5Z_FILTER_SZIP: "szip", H5Z_FILTER_NBIT: "nbit", H5Z_FILTER_SCALEOFFSET: "scaleoffset", 305: "lzo",
    307: "bzip2", 32_000: "lzf", 32_001: "blosc", 32_004: "lz4", 32_008: "bitshuffle", 32_013: "zfp",
    32_015: "zstd", 32_026: "blosc2",
]

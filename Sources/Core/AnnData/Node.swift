import CHDF5
import Screen

/// A group or a dataset of an HDF5 file.
struct Node: ~Copyable {
    let handle: Handle
    /// From the root, for messages.
    let path: String
    let isGroup: Bool

    /// What goes by this name in the group, or `nil`.
    ///
    /// Soft and external links are refused before anything follows them: anndata writes none, and they may lead
    /// in circles or to another file.
    func child(_ name: String) throws(Rejection) -> Node? {
        let place = path.isEmpty ? name : "\(path)/\(name)"
        guard isGroup, !name.isEmpty, name != ".", !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let exists = H5Lexists(handle.id, name, 0)
        guard exists >= 0 else { throw .unreadable(place) }
        guard exists > 0 else { return nil }
        var link = H5L_info_t()
        guard H5Lget_info(handle.id, name, &link, 0) >= 0 else { throw .unreadable(place) }
        guard link.type == H5L_TYPE_HARD else {
            throw .reachesOut(
                place,
                link.type == H5L_TYPE_SOFT
                    ? "is a link to another part of the file" : "is a link to another file"
            )
        }
        guard let found = Handle(H5Oopen(handle.id, name, 0), close: H5Oclose) else {
            throw .unreadable(place)
        }
        switch H5Iget_type(found.id) {
        case H5I_GROUP: return Node(handle: found, path: place, isGroup: true)
        case H5I_DATASET: return Node(handle: found, path: place, isGroup: false)
        default: throw .unknownPart(place, "is neither a group nor a dataset", remedy: "Leave it out.")
        }
    }

    /// A part that has to be there.
    func required(_ name: String) throws(Rejection) -> Node {
        if let node = try child(name) { return node }
        throw .corruptH5AD("'\(Rejection.shortened(path))' has no '\(Rejection.shortened(name))'")
    }

    /// The names in the group, in the order of their bytes.
    func names(atMost limit: Int) throws(Rejection) -> [String] {
        var group = H5G_info_t()
        guard isGroup, H5Gget_info(handle.id, &group) >= 0 else { throw .unreadable(path) }
        guard group.nlinks <= UInt64(limit) else {
            throw .tooLargeH5AD("more than \(limit) parts in '\(Rejection.shortened(path))'")
        }
        var names: [String] = []
        for number in 0..<group.nlinks {
            var bytes = [CChar](repeating: 0, count: Node.longestName + 1)
            let length = H5Lget_name_by_idx(
                handle.id,
                ".",
                H5_INDEX_NAME,
                H5_ITER_INC,
                number,
                &bytes,
                bytes.count,
                0
            )
            guard length >= 0, length <= Node.longestName else { throw .unreadable(path) }
            names.append(try text(bytes.prefix(Int(length)).map { UInt8(bitPattern: $0) }))
        }
        return names
    }

    private static let longestName = 4_096

    /// The words of an attribute; `nil` where there is none, or none that holds text.
    func words(_ attribute: String, atMost limit: Int) throws(Rejection) -> [String]? {
        try withAttribute(attribute, atMost: limit) { id, kind, count throws(Rejection) in
            guard H5Tget_class(kind) == H5T_STRING else { return nil }
            return try self.words(ofAttribute: id, kind: kind, count: count)
        }
    }

    /// The one word of an attribute, or `other` where there is none.
    func word(_ attribute: String, or other: String) throws(Rejection) -> String {
        guard let words = try words(attribute, atMost: 1), let word = words.first else { return other }
        return word
    }

    /// The whole numbers of an attribute; `nil` where there is none, or none that holds whole numbers.
    func wholeNumbers(_ attribute: String, atMost limit: Int) throws(Rejection) -> [Int]? {
        try withAttribute(attribute, atMost: limit) { id, kind, count throws(Rejection) in
            guard hdf5_is_plain_integer(kind) != 0 else { return nil }
            var numbers = [Int64](repeating: 0, count: count)
            guard H5Aread(id, hdf5_native_int64(), &numbers) >= 0 else {
                throw .unreadable("\(self.path)/\(attribute)")
            }
            return numbers.map { Int($0) }
        }
    }

    /// Calls `body` with the attribute, its type and how many values it has.
    private func withAttribute<Result>(
        _ name: String,
        atMost limit: Int,
        _ body: (_ id: hid_t, _ kind: hid_t, _ count: Int) throws(Rejection) -> Result?
    ) throws(Rejection) -> Result? {
        let exists = H5Aexists(handle.id, name)
        guard exists >= 0 else { throw .unreadable("\(path)/\(name)") }
        guard exists > 0 else { return nil }
        guard let attribute = Handle(H5Aopen(handle.id, name, 0), close: H5Aclose),
            let kind = Handle(H5Aget_type(attribute.id), close: H5Tclose),
            let space = Handle(H5Aget_space(attribute.id), close: H5Sclose),
            let count = Int(exactly: H5Sget_simple_extent_npoints(space.id)), count >= 0
        else { throw .unreadable("\(path)/\(name)") }
        guard count <= limit else {
            throw .tooLargeH5AD("more than \(limit) values in the attribute '\(name)' of '\(path)'")
        }
        return try body(attribute.id, kind.id, count)
    }

    private func words(ofAttribute id: hid_t, kind: hid_t, count: Int) throws(Rejection) -> [String] {
        guard count > 0 else { return [] }
        guard H5Tis_variable_str(kind) > 0 else {
            let width = H5Tget_size(kind)
            guard (1...Node.longestName).contains(width) else { throw .unreadable(path) }
            var bytes = [UInt8](repeating: 0, count: count * width)
            guard let inMemory = Handle(H5Tcopy(kind), close: H5Tclose), H5Aread(id, inMemory.id, &bytes) >= 0
            else { throw .unreadable(path) }
            return try cut(bytes, width: width, kind: kind)
        }
        guard let inMemory = Handle(hdf5_text_in_memory(kind), close: H5Tclose),
            let space = Handle(H5Aget_space(id), close: H5Sclose)
        else { throw .unreadable(path) }
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard H5Aread(id, inMemory.id, &pointers) >= 0 else { throw .unreadable(path) }
        defer { H5Dvlen_reclaim(inMemory.id, space.id, 0, &pointers) }
        var words: [String] = []
        for pointer in pointers { words.append(try text(pointer)) }
        return words
    }
}

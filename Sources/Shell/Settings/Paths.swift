extension ConfigurationReader {
    /// The absolute path that a field names.
    func path(_ field: Field) -> String? {
        guard let text = field.text("Give a path.") else { return nil }
        guard !text.hasPrefix("~") else {
            field.fail(
                value: text,
                "which begins with '~'",
                remedy: "Write the path out; '~' is not expanded."
            )
            return nil
        }
        guard !text.utf8.contains(0) else {
            field.fail(value: text, "which is not a path", remedy: "Give a path without a NUL.")
            return nil
        }
        return absolutePath(text, below: baseFolder)
    }

    /// The text of a file that a field names, with how errors should name that file.
    func file(_ field: Field) -> (text: String, name: String)? { read(field, readFile) }

    /// The bytes of a file that a field names.
    func bytes(_ field: Field) -> (bytes: [UInt8], name: String)? { read(field, readBytes) }

    private func read<Content>(
        _ field: Field,
        _ content: (String) throws(UnreadableFile) -> Content
    ) -> (Content, String)? {
        guard let path = path(field), let name = field.scalar else { return nil }
        do throws(UnreadableFile) {
            return (try content(path), name)
        } catch {
            let place = path == name ? "" : " (\(path))"
            field.fail(
                value: name,
                "which \(error.reason)\(place)",
                remedy: "Correct the path; relative ones start at the folder of the configuration."
            )
            return nil
        }
    }
}

/// An absolute path without `.`, `..`, doubled or trailing slashes; links are not looked at.
func absolutePath(_ path: String, below base: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(base)/\(path)"
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
        if part == ".." {
            _ = parts.popLast()
        } else {
            parts.append(part)
        }
    }
    return "/" + parts.joined(separator: "/")
}

/// Whether `path` is `folder` or lies in it; both absolute and without `..`.
func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || folder == "/" || path.hasPrefix("\(folder)/")
}

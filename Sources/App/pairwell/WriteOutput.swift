import FoundationEssentials
import Glibc
import PlateFiles

/// Writes a file that a person named, whole or not at all; a device or a folder of that name is left alone.
func writeOutput(_ bytes: [UInt8], to path: String) throws {
    try checkOutput(path)
    do {
        try writeAtomically(bytes, to: path)
    } catch {
        throw Failure(.cannotCreate, "\(path) cannot be written: \(String(cString: strerror(error.code))).")
    }
}

/// Says that a file cannot be written before hours are spent on what should be in it.
func checkOutput(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        throw Failure(
            .cannotCreate,
            "\(path) is no file. Name a file to write; what is printed goes to standard output."
        )
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard access(folder, W_OK) == 0 else {
        throw Failure(
            .cannotCreate,
            "\(path) cannot be written: \(String(cString: strerror(errno))). Name a file in a folder that is there and that you may write to."
        )
    }
}

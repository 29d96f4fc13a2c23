import Glibc

/// All of standard input, which has to be as many bytes as announced.
package func readStandardInput(_ expected: Int) throws -> [UInt8] {
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: expected + 1) { buffer, count in
        while count < buffer.count {
            let got = read(STDIN_FILENO, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            if got > 0 {
                count += got
            } else if got == 0 {
                return
            } else if errno != EINTR {
                failure = errno
                return
            }
        }
    }
    guard failure == 0 else { throw ConverterFault("Standard input: \(String(cString: strerror(failure)))") }
    guard bytes.count == expected else {
        throw ConverterFault("Standard input has another length than announced.")
    }
    return bytes
}

/// Writes everything, however little the pipe takes at a time.
package func writeStandardOutput(_ bytes: UnsafeRawBufferPointer) throws {
    var written = 0
    while written < bytes.count {
        let count = write(STDOUT_FILENO, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        if count > 0 {
            written += count
        } else if errno != EINTR {
            throw ConverterFault("Standard output: \(String(cString: strerror(errno)))")
        }
    }
}

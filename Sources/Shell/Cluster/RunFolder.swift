import FoundationEssentials
import Glibc

/// The part of a run's folder that belongs to the cluster: `RUN/slurm/`.
///
/// Blocks; call it off the shared pool.
struct RunFolder: Sendable {
    /// Begins with `/`.
    let path: String

    var slurm: String { path + "/slurm" }
    var state: String { slurm + "/state.json" }
    var lock: String { slurm + "/lock" }

    func jobScript(_ number: Int) -> String { "\(slurm)/job-\(number).sh" }
    /// Where tasks of the array leave its number.
    func jobMark(_ number: Int) -> String { "\(slurm)/job-\(number).id" }
    func log(_ key: TaskKey) -> String { "\(slurm)/\(key.job)_\(key.index).log" }

    init(_ path: String) throws(ClusterFault) {
        guard let resolved = realpath(path, nil) else { throw fault("open", path, errno) }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        // sbatch(1), filename pattern: a backslash turns off every pattern of the name
        guard self.path.unicodeScalars.allSatisfy({ $0 != "\\" && $0.properties.generalCategory != .control })
        else {
            throw ClusterFault(
                .folder,
                "\(printable(path)): Slurm cannot write logs in a folder whose path holds a backslash or a "
                    + "control character. Rename the folder."
            )
        }
        guard mkdir(slurm, 0o755) == 0 || errno == EEXIST else { throw fault("mkdir", slurm, errno) }
    }

    /// What earlier sessions remembered; `nil` before the first.
    func record() throws(ClusterFault) -> RunRecord? {
        guard let bytes = try read(state, atMost: 1 << 30) else { return nil }
        do {
            let record = try JSONDecoder().decode(RunRecord.self, from: Data(bytes))
            guard record.version == 1 else {
                throw ClusterFault(
                    .folder,
                    "\(state) was written by a later version of Pairwell. Use that one."
                )
            }
            return record
        } catch let fault as ClusterFault {
            throw fault
        } catch {
            throw ClusterFault(
                .folder,
                "\(state) cannot be understood. See with squeue that nothing of this run is on the cluster, "
                    + "then remove the file and start again: shards that are done stay done."
            )
        }
    }

    func write(_ record: RunRecord) throws(ClusterFault) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            try write([UInt8](encoder.encode(record)), to: state)
        } catch let fault as ClusterFault {
            throw fault
        } catch {
            throw ClusterFault(.folder, "\(state) cannot be written: \(error)")
        }
    }

    /// Writes a file such that a reader, and a machine that loses power, sees the old bytes or the new ones.
    func write(_ bytes: [UInt8], to file: String, mode: mode_t = 0o644) throws(ClusterFault) {
        let part = file + ".part"
        let number = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard number >= 0 else { throw fault("open", part, errno) }
        var code: CInt = 0
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while code == 0, written < buffer.count {
                let count = Glibc.write(
                    number,
                    buffer.baseAddress?.advanced(by: written),
                    buffer.count - written
                )
                if count >= 0 { written += count } else if errno != EINTR { code = errno }
            }
        }
        if code == 0, fsync(number) != 0 { code = errno }
        if close(number) != 0, code == 0 { code = errno }
        guard code == 0 else { throw fault("write", part, code) }
        guard rename(part, file) == 0 else { throw fault("rename", file, errno) }
        let above = open(slurm, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard above >= 0 else { throw fault("open", slurm, errno) }
        // some network file systems know no fsync of folders, and none of them needs it
        fsync(above)
        close(above)
    }

    /// The array's number as its own tasks left it.
    func markedJob(_ number: Int) -> Int? {
        guard let bytes = readTail(jobMark(number), 100) else { return nil }
        return SbatchReply.job(String(decoding: bytes, as: UTF8.self))
    }

    func hasLog(_ key: TaskKey) -> Bool { access(log(key), F_OK) == 0 }

    /// The last lines of a task's log, without control characters.
    func lastLines(_ key: TaskKey, _ count: Int = 5) -> [String] {
        guard let bytes = readTail(log(key), 8192) else { return [] }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.suffix(count).map { printable($0, atMost: 300) }
    }

    /// Makes a network file system look at a folder again.
    ///
    /// NFS clients keep for a while that a file is not there; reading the folder ends that (nfs(5), Directory
    /// entry caching).
    func refresh() {
        for folder in [path + "/shards", slurm] {
            guard let stream = opendir(folder) else { continue }
            _ = readdir(stream)
            closedir(stream)
        }
    }

    private func readTail(_ file: String, _ length: Int) -> [UInt8]? {
        let number = open(file, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        defer { close(number) }
        let size = Int(lseek(number, 0, SEEK_END))
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, pread(number, buffer.baseAddress, length, off_t(max(0, size - length))))
        }
    }

    private func read(_ file: String, atMost: Int) throws(ClusterFault) -> [UInt8]? {
        let number = open(file, O_RDONLY | O_CLOEXEC)
        if number < 0 && errno == ENOENT { return nil }
        guard number >= 0 else { throw fault("open", file, errno) }
        defer { close(number) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < atMost {
            let count = Glibc.read(number, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += piece[..<count]
            } else if errno != EINTR {
                throw fault("read", file, errno)
            }
        }
        return bytes
    }
}

func fault(_ call: String, _ path: String, _ code: CInt) -> ClusterFault {
    ClusterFault(.folder, "\(printable(path)): \(call) failed: \(String(cString: strerror(code))).")
}

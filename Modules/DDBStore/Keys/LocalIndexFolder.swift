internal import CDDBSystem
import DDBBase
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A key index in a folder of the local file system.
///
/// A file that is mapped must not be made shorter by anybody: reading what is gone, or what a
/// failing disk cannot read, ends the process (SIGBUS). The table's lock keeps ddbkit away from it.
public struct LocalIndexFolder: IndexFolder {
    /// The path of the folder.
    public let path: String

    /// Names a folder, which is made with the first file; the folder above it must exist.
    public init(path: String) {
        self.path = path
    }

    /// Makes an empty file.
    public func create(_ name: String) throws -> any IndexFile {
        let full = path + "/" + name
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        var number = unsafe Self.repeated { unsafe open(full, flags, 0o600) }
        if number < 0, errno == ENOENT {
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw Self.failure("make the folder", path)
            }
            number = unsafe Self.repeated { unsafe open(full, flags, 0o600) }
        }
        guard number >= 0 else { throw Self.failure("make", full) }
        return LocalIndexFile(number: number, path: full)
    }

    /// Maps a file.
    public func map(_ name: String) throws -> IndexMapping? {
        let full = path + "/" + name
        let number = unsafe Self.repeated { unsafe open(full, O_RDONLY | O_CLOEXEC) }
        guard number >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Self.failure("open", full)
        }
        defer { close(number) }
        let end = lseek(number, 0, SEEK_END)
        guard end >= 0 else { throw Self.failure("look at", full) }
        guard end > 0 else { return IndexMapping([]) }
        let memory = unsafe mmap(nil, Int(end), PROT_READ, MAP_SHARED, number, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            throw Self.failure("map", full)
        }
        return unsafe IndexMapping(base: UnsafeRawPointer(memory), byteCount: Int(end)) {
            base, byteCount in
            _ = unsafe munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
        }
    }

    /// Gives a file another name.
    public func rename(_ name: String, to newName: String) throws {
        guard renameFile(path + "/" + name, path + "/" + newName) == 0 else {
            throw Self.failure("rename", path + "/" + name)
        }
    }

    /// Deletes a file.
    public func remove(_ name: String) throws {
        guard unsafe unlink(path + "/" + name) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw Self.failure("delete", path + "/" + name)
        }
    }

    /// The names of all files.
    public func names() throws -> [String] {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw Self.failure("list", path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw Self.failure("list", path) }
        return names
    }

    /// Makes durable which files there are.
    public func sync() throws {
        let number = unsafe Self.repeated {
            unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard number >= 0 else { throw Self.failure("open", path) }
        defer { close(number) }
        // Some network and FUSE file systems have no such call on folders; they order names
        // themselves.
        guard unsafe Self.repeated({ fsync(number) }) == 0 || errno == EINVAL else {
            throw Self.failure("make durable", path)
        }
    }

    @unsafe
    fileprivate static func repeated(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    fileprivate static func failure(_ attempt: String, _ path: String) -> StoreError {
        let number = errno
        let cause = SystemFailure(number)
        return StoreError(
            .keyIndex, "Cannot \(attempt) '\(path)' of a key index: \(cause).", cause: cause)
    }
}

/// A file of an index on a local disk.
private final class LocalIndexFile: IndexFile {
    /// How many bytes are added before the system is asked to begin writing them: what is left for
    /// ``sync()`` then holds up other files' syncs for a moment only.
    private static let hintBytes = 1 << 20

    private struct Progress {
        var written = 0
        var hinted = 0
    }

    private let number: Int32
    private let path: String
    private let progress = Mutex(Progress())

    init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    func append(_ bytes: RawSpan) throws {
        var offset = 0
        while offset < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(
                    number, bytes.baseAddress.map { unsafe $0 + offset }, bytes.count - offset)
            }
            if count > 0 {
                offset += count
            } else if count == 0 || errno != EINTR {
                if count == 0 { errno = ENOSPC }
                throw LocalIndexFolder.failure("write", path)
            }
        }
        let range = progress.withLock { progress -> Range<Int>? in
            progress.written += bytes.byteCount
            guard progress.written - progress.hinted >= Self.hintBytes else { return nil }
            defer { progress.hinted = progress.written }
            return progress.hinted..<progress.written
        }
        if let range {
            ddb_start_writing(number, Int64(range.lowerBound), Int64(range.count))
        }
    }

    func sync() throws {
        guard unsafe LocalIndexFolder.repeated({ fsync(number) }) == 0 else {
            throw LocalIndexFolder.failure("make durable", path)
        }
    }
}

/// `rename(2)`, whose name a method hides.
private func renameFile(_ from: String, _ to: String) -> Int32 {
    unsafe rename(from, to)
}

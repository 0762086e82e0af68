import DDBBase

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is being written beside its later name; dropped, it leaves nothing.
///
/// Its writer holds the system's lock on it. A temporary file without a lock belongs to a process
/// that died, and may be deleted by whoever finds it.
struct TemporaryFile: ~Copyable, Sendable {
    /// How the names of temporary files begin; no blob may have such a name.
    static let prefix = ".ddbkit-tmp-"

    /// How often another name is tried where somebody has the first.
    private static let attemptCountMax = 16

    private let file: FileDescriptor
    private let temporaryPath: String
    private let path: String
    private let folder: String

    /// Creates the file in the folder of its later path, with permissions that the process's mask
    /// may narrow.
    init(
        folder: String, name: String, mode: mode_t, random: any RandomSource
    ) throws(StorageError) {
        for _ in 0..<Self.attemptCountMax {
            let candidate = folder + "/" + Self.prefix + random.uuid()
            let file: FileDescriptor
            do {
                file = try FileDescriptor.open(
                    candidate, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            } catch {
                if error.systemCode == EEXIST { continue }
                throw error
            }
            // Between the creation and the lock somebody who reclaims orphans may have come.
            if try Self.lock(file), try file.status().st_nlink > 0 {
                self.file = file
                temporaryPath = candidate
                path = folder + "/" + name
                self.folder = folder
                return
            }
        }
        throw StorageError(
            .failed, "No temporary file could be made in '\(folder)'; try again.", path: folder)
    }

    deinit { _ = unlinkFile(temporaryPath) }

    /// Locks the file, or goes without on a file system that has no locks: nobody can take the file
    /// for an orphan there either.
    private static func lock(_ file: borrowing FileDescriptor) throws(StorageError) -> Bool {
        do {
            return try file.tryLock()
        } catch {
            if error.code == .unsupported { return true }
            throw error
        }
    }

    /// Adds bytes at the end.
    borrowing func write(_ bytes: RawSpan) throws(StorageError) {
        try file.write(bytes)
    }

    /// Makes the contents durable, gives the file its name, and makes the name durable.
    consuming func publish(_ condition: PutCondition) throws(StorageError) -> PutOutcome {
        try file.sync()
        switch condition {
        case .always:
            let fault = renameFile(temporaryPath, path)
            if fault != 0 { throw .system(fault, .publish, path) }
        case .ifAbsent:
            let fault = publishIfAbsent()
            if fault == EEXIST {
                if try status(of: path)?.isFolder == true { throw .system(EISDIR, .publish, path) }
                return .exists
            }
            if fault != 0 { throw .system(fault, .publish, path) }
        }
        do {
            try syncFolder(folder)
        } catch {
            throw StorageError(
                .outcomeUnknown,
                "'\(path)' was written, but its name may not survive a power failure: "
                    + error.message, path: path, systemCode: error.systemCode, cause: error)
        }
        return .written
    }

    /// Returns 0, EEXIST, or why it failed.
    private borrowing func publishIfAbsent() -> Int32 {
        let fault = linkFile(temporaryPath, path)
        switch fault {
        case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
            // A file system without hard links, such as exFAT.
            let second = renameFileIfAbsent(temporaryPath, path)
            return second == EINVAL || second == ENOSYS ? EOPNOTSUPP : second
        default:
            return fault
        }
    }
}

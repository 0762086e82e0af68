#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the store asked of the system, for the wording of errors.
enum SystemCall {
    case open, create, read, write, sync, syncFolder, publish, remove, makeFolder, list, inspect,
        lock

    var attempt: String {
        switch self {
        case .open: "open"
        case .create: "create a file in the folder of"
        case .read: "read"
        case .write: "write"
        case .sync: "make durable"
        case .syncFolder: "make durable the folder of"
        case .publish: "give its name to"
        case .remove: "delete"
        case .makeFolder: "create the folder"
        case .list: "list"
        case .inspect: "look at"
        case .lock: "lock"
        }
    }
}

extension StorageError {
    /// Translates a failed system call.
    static func system(_ number: Int32, _ call: SystemCall, _ path: String) -> StorageError {
        let (code, remedy) = reading(number, call)
        return StorageError(
            code, "Cannot \(call.attempt) '\(path)': \(remedy)", path: path, systemCode: number)
    }

    private static func reading(_ number: Int32, _ call: SystemCall) -> (Code, String) {
        switch number {
        case ENOENT:
            (.notFound, "it does not exist; check the path.")
        case EACCES, EPERM:
            (.denied, "permission is denied; \(permission(for: call)) to this user.")
        case EROFS:
            (.readOnly, "the file system is read-only; mount it writable or use another folder.")
        case ENOSPC:
            (.full, "the disk is full; free space and run it again, nothing was damaged.")
        case EDQUOT:
            (.full, "the disk quota is used up; raise it or free space, nothing was damaged.")
        case EFBIG:
            (.full, "the file would exceed the largest size allowed here; raise `ulimit -f`.")
        case EISDIR:
            (.notFile, "it is a folder; a file is needed there, so move the folder away.")
        case ENOTDIR:
            (.notFile, "a part of the path is a file and not a folder; move that file away.")
        case ELOOP:
            (.notFile, "it is a symbolic link that leads nowhere or round in a circle.")
        case ENAMETOOLONG:
            (.invalidPath, "the name is longer than the file system allows.")
        case EMFILE:
            (.tooManyOpen, "this process has too many files open; raise `ulimit -n`.")
        case ENFILE:
            (.tooManyOpen, "the system has too many files open; raise `fs.file-max`.")
        case EWOULDBLOCK where call == .lock:
            (.locked, "another process holds the lock; wait for it or stop it.")
        case ENOLCK where call == .lock, EOPNOTSUPP where call == .lock, ENOSYS where call == .lock:
            (.unsupported, "its file system has no locks; use a local file system.")
        case EOPNOTSUPP where call == .publish:
            (
                .unsupported,
                "its file system can neither link nor rename without replacing; use another."
            )
        case EIO:
            (.failed, "the device failed (EIO); check the disk and the system's log.")
        default:
            (.failed, "\(unsafe String(cString: strerror(number))) (errno \(number)).")
        }
    }

    private static func permission(for call: SystemCall) -> String {
        switch call {
        case .open, .read, .inspect: "grant read permission"
        case .list: "grant read and search permission on the folder"
        case .create, .publish, .remove, .makeFolder: "grant write permission on the folder"
        case .write, .sync, .syncFolder, .lock: "grant write permission"
        }
    }
}

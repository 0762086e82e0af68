import DDBBase

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is held, until the object is dropped or the process ends.
///
/// The lock on it is the system's (`flock`); a process that is killed loses it at once, and the
/// file that it leaves is deleted by whoever finds it without a holder.
public final class HeldFile: Sendable {
    /// The most bytes that a held file has.
    static let byteCountMax = 4096

    private let file: FileDescriptor
    private let name: String
    private let pool: ThreadPool

    fileprivate init(file: consuming FileDescriptor, name: String, pool: ThreadPool) {
        self.file = file
        self.name = name
        self.pool = pool
    }

    deinit {
        _ = unlinkFile(name)
        file.unlock()
    }

    /// Writes other contents over those that are there; for a moment others may see none, or a
    /// part.
    public func rewrite(_ contents: [UInt8]) async throws {
        precondition(contents.count <= Self.byteCountMax, "a held file has few bytes")
        try await onPool(pool) {
            try self.file.truncate()
            try self.file.rewind()
            unsafe try self.file.write(contents.span.bytes)
        }
    }
}

extension LocalBlobStore: HoldingBlobStore {
    /// How often another name is tried where somebody has the first.
    private static let attemptCountMax = 16

    /// Makes a file and holds it.
    public func hold(_ path: String, _ contents: [UInt8]) async throws -> HeldFile {
        precondition(contents.count <= HeldFile.byteCountMax, "a held file has few bytes")
        let name = try absolute(path)
        return try await onPool(pool) {
            let folder = String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)])
            let fault = makeFolder(folder)
            guard fault == 0 || fault == EEXIST else {
                throw StorageError.system(fault, .makeFolder, folder)
            }
            for _ in 0..<Self.attemptCountMax {
                let temporary = folder + "/" + TemporaryFile.prefix + self.random.uuid()
                let file: FileDescriptor
                do throws(StorageError) {
                    file = try FileDescriptor.open(
                        temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
                } catch {
                    if error.systemCode == EEXIST { continue }
                    throw error
                }
                do {
                    // Somebody who reclaims orphans may come before the lock.
                    guard try file.tryLock(), try file.status().st_nlink > 0 else { continue }
                    unsafe try file.write(contents.span.bytes)
                    let fault = giveName(name, to: temporary)
                    if fault != 0 { throw StorageError.system(fault, .publish, name) }
                } catch {
                    _ = unlinkFile(temporary)
                    throw error
                }
                return HeldFile(file: file, name: name, pool: self.pool)
            }
            throw StorageError(
                .failed, "No file could be made in '\(folder)'; try again.", path: folder)
        }
    }

    /// The contents of the files in a folder that are held; those that nobody holds are deleted.
    public func heldContents(in folder: String) async throws -> [[UInt8]] {
        let path = try absolute(folder)
        return try await onPool(pool) {
            var contents: [[UInt8]] = []
            for entry in try folderEntries(path) ?? [] {
                guard !entry.isFolder, !entry.isSymbolicLink else { continue }
                let name = path + "/" + String(decoding: entry.sortKey, as: UTF8.self)
                if let bytes = try held(name) { contents.append(bytes) }
            }
            return contents
        }
    }
}

/// Gives a file a name that nobody has: 0 or the error number.
private func giveName(_ name: String, to temporary: String) -> Int32 {
    let fault = linkFile(temporary, name)
    switch fault {
    case 0: return unlinkFile(temporary)
    case EPERM, EOPNOTSUPP, ENOSYS, EMLINK: return renameFileIfAbsent(temporary, name)
    default: return fault
    }
}

/// The contents of a file that somebody holds; nil where nobody does, and then it is deleted.
private func held(_ name: String) throws(StorageError) -> [UInt8]? {
    do throws(StorageError) {
        let file = try FileDescriptor.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        if try file.tryLock() {
            // Deleted under the lock; nobody takes the name while the file has it.
            let fault = unlinkFile(name)
            guard fault == 0 || fault == ENOENT else { throw .system(fault, .remove, name) }
            return nil
        }
        return try file.start(of: HeldFile.byteCountMax)
    } catch {
        if error.code == .notFound { return nil }
        throw error
    }
}

internal import CDDBSystem

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// The functions whose names a method of ours would hide, and those whose result is an error number.

/// `open(2)`.
func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    unsafe open(path, flags, mode)
}

/// `write(2)`.
func writeBytes(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(number, bytes, count)
}

/// `link(2)`: 0 or the error number.
func linkFile(_ from: String, _ to: String) -> Int32 {
    unsafe link(from, to) == 0 ? 0 : errno
}

/// `rename(2)`: 0 or the error number.
func renameFile(_ from: String, _ to: String) -> Int32 {
    unsafe rename(from, to) == 0 ? 0 : errno
}

/// `renameat2(2)` with RENAME_NOREPLACE: 0 or the error number.
func renameFileIfAbsent(_ from: String, _ to: String) -> Int32 {
    unsafe ddb_rename_if_absent(from, to) == 0 ? 0 : errno
}

/// `unlink(2)`: 0 or the error number.
func unlinkFile(_ path: String) -> Int32 {
    unsafe unlink(path) == 0 ? 0 : errno
}

/// `rmdir(2)`: 0 or the error number.
func removeFolder(_ path: String) -> Int32 {
    unsafe rmdir(path) == 0 ? 0 : errno
}

/// `mkdir(2)`: 0 or the error number.
func makeFolder(_ path: String) -> Int32 {
    unsafe mkdir(path, 0o777) == 0 ? 0 : errno
}

/// `stat(2)`: what is at a path, or nil where nothing is.
func status(of path: String) throws(StorageError) -> stat? {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return status }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw .system(errno, .inspect, path)
}

extension stat {
    var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
    var isFile: Bool { st_mode & S_IFMT == S_IFREG }
}

/// Makes durable which names a folder holds.
func syncFolder(_ path: String) throws(StorageError) {
    let folder = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY)
    do {
        try folder.sync()
    } catch {
        // Some network and FUSE file systems have no such call on folders; they order names
        // themselves.
        if error.systemCode != EINVAL { throw .system(error.systemCode, .syncFolder, path) }
    }
}

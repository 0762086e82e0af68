#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One name in a folder.
struct FolderEntry {
    /// The name, with a `/` behind that of a folder, so that names order as the paths below them
    /// do.
    var sortKey: [UInt8]
    var isFolder: Bool
    var isSymbolicLink: Bool
}

/// Reads the names of files and folders, ordered by bytes; nil where there is no such folder.
///
/// Temporary files are left out, and so are names that are not UTF-8, which no path can hold, and
/// what is neither file nor folder.
func folderEntries(_ path: String, keepsTemporaryFiles: Bool = false) throws(StorageError)
    -> [FolderEntry]?
{
    guard let stream = unsafe opendir(path) else {
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .system(errno, .list, path)
    }
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    while true {
        errno = 0
        guard let record = unsafe readdir(stream) else {
            if errno == 0 { break }
            throw .system(errno, .list, path)
        }
        let name = unsafe withUnsafeBytes(of: &record.pointee.d_name) { name in
            unsafe [UInt8](name.prefix { $0 != 0 })
        }
        let isTemporary = name.starts(with: TemporaryFile.prefix.utf8)
        if name == [46] || name == [46, 46] || isTemporary != keepsTemporaryFiles && isTemporary {
            continue
        }
        guard let text = String(validating: name, as: UTF8.self) else { continue }
        let type = unsafe Int(record.pointee.d_type)
        if let entry = try entry(name, type: type, at: path + "/" + text) { entries.append(entry) }
        guard entries.count <= LocalBlobStore.folderEntryCountMax else {
            throw StorageError(
                .tooLarge, "'\(path)' has more than \(LocalBlobStore.folderEntryCountMax) files.",
                path: path)
        }
    }
    entries.sort { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    return entries
}

private func entry(_ name: [UInt8], type: Int, at path: String) throws(StorageError)
    -> FolderEntry?
{
    switch type {
    case Int(DT_REG):
        return FolderEntry(sortKey: name, isFolder: false, isSymbolicLink: false)
    case Int(DT_DIR):
        return FolderEntry(
            sortKey: name + [UInt8(ascii: "/")], isFolder: true, isSymbolicLink: false)
    case Int(DT_LNK), Int(DT_UNKNOWN):
        guard let status = try status(of: path), status.isFile || status.isFolder else {
            return nil
        }
        return FolderEntry(
            sortKey: status.isFolder ? name + [UInt8(ascii: "/")] : name,
            isFolder: status.isFolder, isSymbolicLink: type == Int(DT_LNK))
    default:
        return nil
    }
}

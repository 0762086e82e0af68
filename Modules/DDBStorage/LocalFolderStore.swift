/// A store whose blobs are files of a folder of this machine, each under its own path.
///
/// Whoever keeps files of another kind beside the blobs, such as files that are mapped into memory,
/// learns here where the folder is.
public protocol LocalFolderStore: BlobStore {
    /// The path of the folder.
    var root: String { get }
}

extension LocalBlobStore: LocalFolderStore {}

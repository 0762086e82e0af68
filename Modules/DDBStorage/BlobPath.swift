/// Checks the names of blobs: relative, separated by `/`, and unable to leave the store.
public enum BlobPath {
    /// The longest path, in bytes.
    public static let byteCountMax = 1024

    /// Checks the path of a blob.
    ///
    /// - Throws: ``StorageError/Code/invalidPath`` where the path is empty, longer than
    ///   ``byteCountMax``, begins or ends with `/`, holds a NUL, or has a component that is empty,
    ///   `.`, `..` or begins as the store's own temporary files do.
    public static func validate(_ path: String) throws(StorageError) {
        if let fault = fault(in: path, allowsPartialEnd: false) { throw refusal(path, fault) }
    }

    /// Checks the prefix of a listing: empty, a folder with its `/`, or the beginning of a path.
    public static func validatePrefix(_ prefix: String) throws(StorageError) {
        if prefix.utf8.isEmpty { return }
        if let fault = fault(in: prefix, allowsPartialEnd: true) { throw refusal(prefix, fault) }
    }

    /// Whether one path comes before another in a listing: by bytes.
    public static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func fault(in path: String, allowsPartialEnd: Bool) -> String? {
        let bytes = Array(path.utf8)
        if bytes.isEmpty { return "it is empty" }
        if bytes.count > byteCountMax { return "it is longer than \(byteCountMax) bytes" }
        if bytes.contains(0) { return "it holds a NUL" }
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if allowsPartialEnd && index == parts.count - 1 && part.isEmpty && index > 0 {
                continue
            }
            if part.isEmpty { return "it has an empty component" }
            if part.elementsEqual(".".utf8) { return "it has a component `.`" }
            if part.elementsEqual("..".utf8) { return "it has a component `..`" }
            if part.starts(with: TemporaryFile.prefix.utf8) {
                return "it has a component of the form kept for temporary files"
            }
        }
        return nil
    }

    private static func refusal(_ path: String, _ fault: String) -> StorageError {
        StorageError(
            .invalidPath,
            "The path '\(path)' is refused: \(fault); give one relative to the store, such as "
                + "'orders/part-1.parquet'.", path: path)
    }
}

/// Reads an open blob at any offset; blocks the calling thread, so it belongs on a `ThreadPool`.
///
/// A reader sees the blob as it was when it was opened, even after the path is replaced or deleted.
/// It may be used from many threads at once.
public protocol BlobReader: Sendable {
    /// The size of the blob.
    var byteCount: Int { get }

    /// Replaces the contents of a buffer, whose storage is reused, by bytes of the blob.
    ///
    /// - Throws: ``StorageError/Code/outOfRange`` where the range reaches beyond the end;
    ///   ``StorageError/Code/changed`` where the blob became shorter since it was opened.
    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws
}

extension BlobReader {
    /// Returns bytes of the blob.
    public func read(offset: Int, count: Int) throws -> [UInt8] {
        var buffer: [UInt8] = []
        try read(offset: offset, count: count, into: &buffer)
        return buffer
    }

    /// Checks that a range lies inside the blob.
    ///
    /// - Throws: ``StorageError/Code/outOfRange``.
    public func checkRange(offset: Int, count: Int, path: String) throws(StorageError) {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 0, count >= 0, !overflow, end <= byteCount else {
            throw StorageError.range(offset, count, of: byteCount, path)
        }
    }
}

extension StorageError {
    static func range(_ offset: Int, _ count: Int, of size: Int, _ path: String) -> StorageError {
        StorageError(
            .outOfRange,
            "'\(path)' has \(size) bytes, and \(count) at \(offset) were asked for; it is shorter "
                + "than what refers to it says.", path: path)
    }
}

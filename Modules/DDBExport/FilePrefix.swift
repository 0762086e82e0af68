import DDBCompression
import DDBStorage

/// The first bytes of a data file, known again by their checksum.
///
/// Whoever goes on in the middle of a file must know that what was read of it before was the same
/// file: its MD5 is only known at its end.
public struct FilePrefix: Sendable, Hashable {
    /// How many bytes of the compressed file.
    public var byteCount: Int
    /// Their CRC-32.
    public var checksum: UInt32

    /// Creates a prefix.
    public init(byteCount: Int, checksum: UInt32) {
        self.byteCount = byteCount
        self.checksum = checksum
    }

    /// Whether a file begins so; reads on the calling thread.
    func begins(_ blob: any BlobReader, pieceByteCount: Int) throws -> Bool {
        guard byteCount >= 0, byteCount <= blob.byteCount else { return false }
        var offset = 0
        var found: UInt32 = 0
        var buffer: [UInt8] = []
        while offset < byteCount {
            let count = min(pieceByteCount, byteCount - offset)
            try blob.read(offset: offset, count: count, into: &buffer)
            found = unsafe FastCRC32.checksum(buffer.span.bytes, continuing: found)
            offset += count
        }
        return found == checksum
    }
}

/// Gives bytes of a file by range: all that a reader needs of storage.
public protocol ByteSource: Sendable {
    /// How large the file is.
    var byteCount: Int { get }
    /// Reads exactly the bytes `offset..<offset + count`, which lie inside the file.
    func read(offset: Int, count: Int) throws -> [UInt8]
}

/// A file that is in memory.
public struct MemoryByteSource: ByteSource {
    private let bytes: [UInt8]

    /// Creates a source over the bytes of a whole file.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How large the file is.
    public var byteCount: Int { bytes.count }

    /// Reads bytes; the range lies inside the file.
    public func read(offset: Int, count: Int) -> [UInt8] {
        Array(bytes[offset..<offset + count])
    }
}

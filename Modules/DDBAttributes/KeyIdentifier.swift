public import DDBBase

/// Tells which item of a table an image is about, by the table's key.
///
/// ```swift
/// let identifier = KeyIdentifier(schema, random: random)
/// var key: [UInt8] = []
/// let digest = try identifier.digest(of: record.newImage, in: batch, key: &key)
/// ```
///
/// Copies share their seed, so that their digests compare.
public struct KeyIdentifier: Sendable {
    /// The key attributes of the table.
    public let schema: KeySchema
    /// What makes the digests.
    public let digester: KeyDigester
    private let names: [[UInt8]]

    /// Creates an identifier with a seed of its own.
    public init(_ schema: KeySchema, random: any RandomSource) {
        self.schema = schema
        digester = KeyDigester(random: random)
        names = schema.names
    }

    /// Returns the digest of the key of an item, or of a map of keys.
    ///
    /// - Parameters:
    ///   - item: Its tape index.
    ///   - key: Memory for the canonical bytes of the key (``KeyEncoding``), which replace what it
    ///     holds; to be used again for the next item.
    /// - Throws: ``AttributeError`` with code `key` where a key attribute is missing, empty or none
    ///   of S, N and B. Its type and size are not compared with the table's: see ``WriteChecker``.
    public func digest(
        of item: Int, in batch: borrowing ItemBatch, key: inout [UInt8]
    ) throws(AttributeError) -> KeyDigest {
        key.removeAll(keepingCapacity: true)
        try KeyEncoding.append(names, of: item, in: batch, to: &key)
        return unsafe digester.digest(key.span.bytes)
    }
}

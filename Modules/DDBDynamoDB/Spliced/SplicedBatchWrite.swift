public import DDBAttributes

/// A BatchWriteItem whose body is made: the items' own bytes, spliced and not written anew.
///
/// It holds nothing but the body, not the batches that its items came from. A
/// ``SplicedBatchWriter`` makes it.
public struct SplicedBatchWrite: Sendable {
    /// One write of the request.
    public struct Entry: Sendable, Hashable {
        /// Whether the item is put or deleted.
        public let operation: ItemOperation
        /// The bytes of the item as DynamoDB counts them; of a delete, those of the key.
        public let itemByteCount: Int
        /// Which item it is.
        public let digest: KeyDigest
    }

    /// The table: its name or ARN.
    public let table: String
    /// The writes, 1 to 25.
    public let entries: [Entry]
    let content: SplicedBody
    let identifier: KeyIdentifier

    /// The JSON that is sent.
    public var body: [UInt8] { content.bytes }

    /// The item of a put, or the key of a delete, in DynamoDB JSON.
    public func image(of entry: Int) -> [UInt8] {
        let range = content.ranges[entry]
        let margin = Self.opening(entries[entry].operation).utf8CodeUnitCount
        return Array(content.bytes[range.lowerBound + margin..<range.upperBound - 2])
    }

    /// The request with some of the entries only: those that were left unprocessed, or one half of
    /// those among which one is refused.
    ///
    /// - Parameter entries: Indexes into ``entries``: one or more, none twice.
    public func subset(_ entries: some Sequence<Int>) -> SplicedBatchWrite {
        let indexes = Array(entries)
        precondition(!indexes.isEmpty, "a request of no entry cannot be sent")
        return SplicedBatchWrite(
            table: table, entries: indexes.map { self.entries[$0] },
            content: content.subset(indexes), identifier: identifier)
    }

    static func opening(_ operation: ItemOperation) -> StaticString {
        switch operation {
        case .put: #"{"PutRequest":{"Item":"#
        case .delete: #"{"DeleteRequest":{"Key":"#
        }
    }
}

extension SplicedBatchWrite: CustomStringConvertible, CustomReflectable {
    /// The table and the number of entries, and none of them.
    public var description: String { "SplicedBatchWrite(\(table), \(entries.count) entries)" }

    /// A mirror without items.
    public var customMirror: Mirror {
        Mirror(self, children: ["table": table, "count": entries.count], displayStyle: .struct)
    }
}

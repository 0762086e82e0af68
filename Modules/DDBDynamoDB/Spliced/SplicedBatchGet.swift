public import DDBAttributes

/// A BatchGetItem whose body is made, of keys as batches have them.
///
/// A ``SplicedBatchGetWriter`` makes it.
public struct SplicedBatchGet: Sendable {
    /// The table: its name or ARN.
    public let table: String
    let content: SplicedBody
    let identifier: KeyIdentifier

    /// The items that are asked for, 1 to 100.
    public var digests: [KeyDigest] { content.digests }

    /// The JSON that is sent.
    public var body: [UInt8] { content.bytes }

    /// The request with some of the keys only.
    ///
    /// - Parameter entries: Indexes into ``digests``: one or more, none twice.
    public func subset(_ entries: some Sequence<Int>) -> SplicedBatchGet {
        let indexes = Array(entries)
        precondition(!indexes.isEmpty, "a request of no entry cannot be sent")
        return SplicedBatchGet(
            table: table, content: content.subset(indexes), identifier: identifier)
    }
}

extension SplicedBatchGet: CustomStringConvertible, CustomReflectable {
    /// The table and the number of keys, and none of them.
    public var description: String { "SplicedBatchGet(\(table), \(digests.count) keys)" }

    /// A mirror without keys.
    public var customMirror: Mirror {
        Mirror(self, children: ["table": table, "count": digests.count], displayStyle: .struct)
    }
}

public import DDBAttributes

/// A PutItem or DeleteItem whose body is made, perhaps with the condition that nothing newer is
/// overwritten.
///
/// A ``SplicedWriteMaker`` makes it.
public struct SplicedWrite: Sendable {
    /// The table: its name or ARN.
    public let table: String
    /// Whether the item is put or deleted.
    public let operation: ItemOperation
    /// The bytes of the item as DynamoDB counts them; of a delete, those of the key.
    public let itemByteCount: Int
    /// Which item it is.
    public let digest: KeyDigest
    /// The JSON that is sent.
    public let body: [UInt8]
    /// Where in the body the item or the key lies.
    let imageRange: Range<Int>

    /// The item of a put, or the key of a delete, in DynamoDB JSON.
    public var image: [UInt8] { Array(body[imageRange]) }
}

extension SplicedWrite: CustomStringConvertible, CustomReflectable {
    /// The table and the operation, and no item.
    public var description: String { "SplicedWrite(\(table), \(operation))" }

    /// A mirror without items.
    public var customMirror: Mirror {
        Mirror(self, children: ["table": table, "operation": operation], displayStyle: .struct)
    }
}

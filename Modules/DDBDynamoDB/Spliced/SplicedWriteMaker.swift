public import DDBAttributes
public import DDBClientCore
import DDBJSON

/// Makes the bodies of PutItem and DeleteItem of one table by splicing items from batches.
///
/// With the name of an attribute that tells which of two items is newer, a write happens only where
/// the table's item has no such attribute, or there is no item, or
///
/// - for a put: the table's has a smaller value than the item that is put, so that a put that is
///   sent again, or one of a tie, changes nothing;
/// - for a delete: the table's value is not larger than that of the image that was deleted, which
///   is the very item as long as nobody wrote a newer one.
///
/// DynamoDB compares S, N and B each among themselves. A value of another type in the table is
/// neither smaller nor larger, and its item stays.
public struct SplicedWriteMaker: Sendable {
    /// The table: its name or ARN.
    public let table: String
    /// The attribute that tells which of two items is newer; nil for writes without condition.
    public let newerWins: String?
    private let version: [UInt8]
    private let head: [UInt8]
    private let capacity: [UInt8]

    /// Creates a maker.
    ///
    /// - Parameters:
    ///   - table: The table: its name or ARN.
    ///   - schema: The table's key.
    ///   - newerWins: The attribute that tells which of two items is newer: a version, a time.
    ///   - returnConsumedCapacity: What the reply tells about the capacity that the call took.
    /// - Throws: `ClientError` with code `invalidCall` where that attribute has no name, too long a
    ///   one, or is of the key, which is the same for all that would be compared.
    public init(
        table: String, schema: KeySchema, newerWins: String? = nil,
        returnConsumedCapacity: ReturnConsumedCapacity = .total
    ) throws(ClientError) {
        if let newerWins {
            guard (1...ItemLimits.nameBytesMax).contains(newerWins.utf8.count) else {
                throw PutItemRequest.invalid(
                    "The attribute that tells which of two items is newer needs a name of 1 to "
                        + "\(ItemLimits.nameBytesMax) bytes.")
            }
            guard !schema.names.contains(Array(newerWins.utf8)) else {
                throw PutItemRequest.invalid(
                    "The attribute \(newerWins) is of the table's key and so cannot tell which of "
                        + "two items is newer; name another.")
            }
        }
        self.table = table
        self.newerWins = newerWins
        version = Array((newerWins ?? "").utf8)
        var head = Array(#"{"TableName":""#.utf8)
        JSONText.escape(table, into: &head)
        head.append(UInt8(ascii: "\""))
        self.head = head
        capacity = SplicedText.end(returnConsumedCapacity)
    }

    /// Makes the request of a write.
    ///
    /// - Parameters:
    ///   - write: A write that was checked.
    ///   - versionImage: The tape index of the image that has the version, where that is not the
    ///     item itself: the old image of a delete whose keys come apart.
    ///   - batch: The one that the write was checked in.
    /// - Throws: `AttributeError` with code `version` and the path where the image lacks the
    ///   version, or it is none of S, N and B.
    public func request(
        for write: CheckedWrite, versionImage: Int? = nil, of batch: borrowing ItemBatch
    ) throws(AttributeError) -> SplicedWrite {
        var version = -1
        if newerWins != nil {
            version = try batch.version(self.version, of: versionImage ?? write.image)
        }
        var body = head
        body.reserveCapacity(
            head.count + batch.token(at: write.image).byteCount + 384 + capacity.count)
        let imageRange: Range<Int>
        switch write.operation {
        case .put:
            SplicedText.append(#","Item":"#, to: &body)
            let start = body.count
            batch.appendItemWire(at: write.image, to: &body)
            imageRange = start..<body.count
        case .delete:
            SplicedText.append(#","Key":"#, to: &body)
            let start = body.count
            SplicedText.appendKey(of: write, in: batch, to: &body)
            imageRange = start..<body.count
        }
        if version >= 0 { appendCondition(write.operation, version, of: batch, to: &body) }
        body.append(contentsOf: capacity)
        return SplicedWrite(
            table: table, operation: write.operation, itemByteCount: write.itemByteCount,
            digest: write.digest, body: body, imageRange: imageRange)
    }

    private func appendCondition(
        _ operation: ItemOperation, _ version: Int, of batch: borrowing ItemBatch,
        to body: inout [UInt8]
    ) {
        SplicedText.append(
            ##","ConditionExpression":"attribute_not_exists(#v) OR #v "##, to: &body)
        switch operation {
        case .put: SplicedText.append("<", to: &body)
        case .delete: SplicedText.append("<=", to: &body)
        }
        SplicedText.append(##" :v","ExpressionAttributeNames":{"#v":""##, to: &body)
        JSONText.escape(newerWins ?? "", into: &body)
        SplicedText.append(#""},"ExpressionAttributeValues":{":v":"#, to: &body)
        batch.appendWire(at: version, to: &body)
        body.append(UInt8(ascii: "}"))
    }
}

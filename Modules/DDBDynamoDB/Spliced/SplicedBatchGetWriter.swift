public import DDBAttributes

/// Makes the bodies of BatchGetItem of one table by splicing the keys of writes from batches.
public struct SplicedBatchGetWriter: ~Copyable, Sendable {
    /// The most keys that DynamoDB takes in one request.
    public static let keysMax = 100

    private let table: String
    private let identifier: KeyIdentifier
    private var body: SplicedBody

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - table: The table: its name or ARN.
    ///   - identifier: That of the checker whose writes are appended.
    ///   - keysMax: The most keys of a request, 1 to 100.
    ///   - consistentRead: Whether the read sees every write before it; at twice the price.
    ///   - returnConsumedCapacity: What the reply tells about the capacity that the call took.
    public init(
        table: String, identifier: KeyIdentifier, keysMax: Int = SplicedBatchGetWriter.keysMax,
        consistentRead: Bool = true, returnConsumedCapacity: ReturnConsumedCapacity = .total
    ) {
        self.table = table
        self.identifier = identifier
        let head = consistentRead ? #"{"ConsistentRead":true,"Keys":["# : #"{"Keys":["#
        body = SplicedBody(
            prefix: SplicedText.requestItems(of: table) + Array(head.utf8),
            suffix: Array("]}}".utf8) + SplicedText.end(returnConsumedCapacity),
            countMax: min(max(keysMax, 1), Self.keysMax),
            bytesMax: SplicedBatchWriter.bytesMax)
    }

    /// The number of keys so far.
    public var count: Int { body.digests.count }

    /// Appends the key of a write.
    ///
    /// - Parameter batch: The one that the write was checked in.
    /// - Returns: Whether it was appended, and if not, why: nothing has changed then. Keys that are
    ///   one to DynamoDB are here too, though a read may name `1` and `1.0`.
    public mutating func append(
        _ write: CheckedWrite, of batch: borrowing ItemBatch
    ) -> SpliceOutcome {
        body.append(write.digest) { SplicedText.appendKey(of: write, in: batch, to: &$0) }
    }

    /// Returns the request and begins another; there must be a key in it.
    public mutating func take() -> SplicedBatchGet {
        precondition(count > 0, "a request of no entry cannot be sent")
        return SplicedBatchGet(table: table, content: body.take(), identifier: identifier)
    }
}

public import DDBAttributes

/// Makes the bodies of BatchWriteItem of one table by splicing items from batches.
///
/// ```swift
/// var writer = SplicedBatchWriter(table: "orders", identifier: checker.identifier)
/// let write = try checker.check(record, of: batch)
/// if writer.append(write, of: batch) == .full {
///     requests.append(writer.take())
///     _ = writer.append(write, of: batch)
/// }
/// ```
///
/// Puts carry the item's very bytes, as a batch has them: valid DynamoDB JSON with the escapes and
/// the notation of numbers that it came with. Deletes carry the key attributes and nothing else.
public struct SplicedBatchWriter: ~Copyable, Sendable {
    /// The most writes that DynamoDB takes in one request.
    public static let writesMax = 25
    /// The most bytes of a request.
    public static let bytesMax = 16 << 20

    private let table: String
    private let identifier: KeyIdentifier
    private var body: SplicedBody
    private var entries: [SplicedBatchWrite.Entry] = []

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - table: The table: its name or ARN.
    ///   - identifier: That of the checker whose writes are appended.
    ///   - writesMax: The most writes of a request, 1 to 25.
    ///   - bytesMax: The most bytes of a body, at most 16 MiB.
    ///   - byteCapacity: The bytes that the first body is expected to have: room for them is made
    ///     at once.
    ///   - returnConsumedCapacity: What the reply tells about the capacity that the call took.
    public init(
        table: String, identifier: KeyIdentifier, writesMax: Int = SplicedBatchWriter.writesMax,
        bytesMax: Int = SplicedBatchWriter.bytesMax, byteCapacity: Int = 0,
        returnConsumedCapacity: ReturnConsumedCapacity = .total
    ) {
        self.table = table
        self.identifier = identifier
        body = SplicedBody(
            prefix: SplicedText.requestItems(of: table) + Array("[".utf8),
            suffix: Array("]}".utf8) + SplicedText.end(returnConsumedCapacity),
            countMax: min(max(writesMax, 1), Self.writesMax),
            bytesMax: min(max(bytesMax, 1), Self.bytesMax), byteCapacity: byteCapacity)
        entries.reserveCapacity(min(max(writesMax, 1), Self.writesMax))
    }

    /// The number of writes so far.
    public var count: Int { entries.count }

    /// The bytes that the body has so far.
    public var byteCount: Int { body.byteCount }

    /// Appends a write.
    ///
    /// - Parameter batch: The one that the write was checked in.
    /// - Returns: Whether it was appended, and if not, why: nothing has changed then.
    public mutating func append(
        _ write: CheckedWrite, of batch: borrowing ItemBatch
    ) -> SpliceOutcome {
        let outcome = body.append(write.digest) { wire in
            SplicedText.append(SplicedBatchWrite.opening(write.operation), to: &wire)
            switch write.operation {
            case .put: batch.appendItemWire(at: write.image, to: &wire)
            case .delete: SplicedText.appendKey(of: write, in: batch, to: &wire)
            }
            SplicedText.append("}}", to: &wire)
        }
        if outcome == .appended {
            entries.append(
                SplicedBatchWrite.Entry(
                    operation: write.operation, itemByteCount: write.itemByteCount,
                    digest: write.digest))
        }
        return outcome
    }

    /// Appends an entry of another request to the same table: one that was left unprocessed.
    ///
    /// - Returns: As ``append(_:of:)-(CheckedWrite,_)``.
    public mutating func append(_ entry: Int, of request: SplicedBatchWrite) -> SpliceOutcome {
        let outcome = body.append(request.entries[entry].digest) { wire in
            wire.append(contentsOf: request.content.bytes[request.content.ranges[entry]])
        }
        if outcome == .appended { entries.append(request.entries[entry]) }
        return outcome
    }

    /// Returns the request and begins another; there must be a write in it.
    public mutating func take() -> SplicedBatchWrite {
        precondition(!entries.isEmpty, "a request of no entry cannot be sent")
        let taken = entries
        entries = []
        entries.reserveCapacity(taken.count)
        return SplicedBatchWrite(
            table: table, entries: taken, content: body.take(), identifier: identifier)
    }

    /// Returns the request as the last; there must be a write in it.
    public consuming func finish() -> SplicedBatchWrite {
        precondition(!entries.isEmpty, "a request of no entry cannot be sent")
        body.end()
        return SplicedBatchWrite(
            table: table, entries: entries, content: body, identifier: identifier)
    }
}

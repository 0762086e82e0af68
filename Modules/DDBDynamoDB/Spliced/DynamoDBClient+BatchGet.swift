public import DDBAttributes
import DDBClientCore

/// Holds the items that a ``SplicedBatchGet`` asked for.
public struct SplicedBatchGetReply: Sendable {
    /// The items, as new images of records; in any order, and without those that there are not.
    public var items: ItemBatch
    /// For every record of the items the index of the key that it answers.
    public var entries: [Int]
    /// The indexes of the keys that were not read, in rising order: they should be asked for again,
    /// after a while.
    public var unprocessed: [Int]
    /// The capacity that the call took of the table, where it was asked for.
    public var consumedCapacity: [ConsumedCapacity]
}

extension DynamoDBClient {
    /// Reads items by their keys: at most 16 MB.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, with the code and the throttling
    ///   reasons that the service gave, or with code `badResponse` where its reply has items that
    ///   were not asked for; `CancellationError`.
    public func batchGetItem(
        spliced request: SplicedBatchGet, options: SendOptions = .once
    ) async throws -> SplicedBatchGetReply {
        let reply = try await client.call(
            Self.call(
                "BatchGetItem", body: request.body, resource: request.table, options: options))
        let decoded = try BatchGetItemRequest.decode(reply, origin: .scan, table: "")
        try BatchGetItemRequest.requireItems(decoded)
        let rest: BatchGetItemRest = try BatchGetItemRequest.rest(decoded)
        let matcher = EntryMatcher(
            table: request.table, digests: request.digests, identifier: request.identifier)
        var member = "Responses"
        do throws(EntryFault) {
            let entries = try matcher.entries(of: decoded.decoded.batch)
            member = "UnprocessedKeys"
            let unprocessed = try matcher.entries(of: Self.batch(of: rest.unprocessedKeys))
            guard Set(unprocessed).isDisjoint(with: entries) else {
                throw EntryFault(problem: "names an item that was read")
            }
            return SplicedBatchGetReply(
                items: decoded.decoded.batch, entries: entries, unprocessed: unprocessed.sorted(),
                consumedCapacity: rest.consumedCapacity)
        } catch {
            throw BatchGetItemRequest.badReply(
                "\(member) \(error.problem).", of: reply, cause: error.cause)
        }
    }

    /// The keys that were not read as records, which are few: a reply rarely has any.
    private static func batch(
        of unprocessedKeys: [String: KeysAndAttributes]
    ) throws(EntryFault) -> ItemBatch {
        var builder = ItemBatchBuilder()
        for (table, keys) in unprocessedKeys {
            for key in keys.keys {
                var record = ItemRecord(origin: .scan)
                record.table = builder.table(table)
                let wire = key.wire
                do throws(AttributeError) {
                    record.keys = try builder.image(wire: wire.span.bytes)
                } catch {
                    throw EntryFault(problem: "has a key that is no item", cause: error)
                }
                builder.append(record)
            }
        }
        return builder.finish()
    }
}

import DDBAttributes
import DDBClientCore

/// Tells of a ``SplicedBatchWrite``.
public struct SplicedBatchWriteReply: Sendable, Hashable {
    /// The indexes of the entries that were not written, in rising order: they should be sent
    /// again, after a while.
    public var unprocessed: [Int]
    /// The capacity that the call took of the table, where it was asked for.
    public var consumedCapacity: [ConsumedCapacity]
}

extension DynamoDBClient {
    /// Writes and deletes items, each for itself: some may be left unprocessed.
    ///
    /// Of what is left unprocessed only the keys are read: DynamoDB may have changed the notation
    /// of their numbers.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, with the code and the throttling
    ///   reasons that the service gave; `ClientError` with code `badResponse` where the reply does
    ///   not tell what was left unprocessed, or names what was not sent: the writes may all have
    ///   been done then, and may be done again. `CancellationError`.
    public func batchWriteItem(
        spliced request: SplicedBatchWrite, options: SendOptions = .once
    ) async throws -> SplicedBatchWriteReply {
        let reply = try await client.call(
            Self.call(
                "BatchWriteItem", body: request.body, resource: request.table, options: options))
        if let capacity = PlainWriteReply.consumedCapacity(in: reply.body) {
            return SplicedBatchWriteReply(unprocessed: [], consumedCapacity: capacity)
        }
        let decoded = try BatchWriteItemRequest.decode(reply, origin: .scan, table: "")
        try BatchWriteItemRequest.requireItems(decoded)
        let rest: BatchWriteItemRest = try BatchWriteItemRequest.rest(decoded)
        do throws(EntryFault) {
            let matcher = EntryMatcher(
                table: request.table, digests: request.content.digests,
                identifier: request.identifier)
            let unprocessed = try matcher.entries(of: decoded.decoded.batch) { entry, operation in
                request.entries[entry].operation == operation
            }
            return SplicedBatchWriteReply(
                unprocessed: unprocessed.sorted(), consumedCapacity: rest.consumedCapacity)
        } catch {
            throw BatchWriteItemRequest.badReply(
                "UnprocessedItems \(error.problem).", of: reply, cause: error.cause)
        }
    }

    /// A call whose body is made.
    static func call(
        _ operation: String, body: [UInt8], resource: String, options: SendOptions
    ) -> ServiceCall {
        var call = ServiceCall.json(
            operation, body: body,
            target: CallTarget(resourceARN: resource.hasPrefix("arn:") ? resource : nil))
        call.replyBytesMax = ReplyDecoder.documentBytesMax
        if !options.isSigned { call.signing = .anonymous }
        call.attemptsMax = options.attemptsMax
        return call
    }
}

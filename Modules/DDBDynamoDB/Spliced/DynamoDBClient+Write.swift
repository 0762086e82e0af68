import DDBAttributes
import DDBClientCore

/// Tells of a ``SplicedWrite``.
public struct SplicedWriteReply: Sendable, Hashable {
    /// Whether the item was written; false where the table's is as new or newer.
    public var isApplied: Bool
    /// The capacity that the call took, where it was asked for and the item was written.
    public var consumedCapacity: ConsumedCapacity?
}

extension DynamoDBClient {
    /// Puts or deletes an item, unless the condition of the request does not hold.
    ///
    /// A write whose outcome is not known may be sent again: where it was applied, it then changes
    /// nothing.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, but for a condition that does not
    ///   hold; `CancellationError`.
    public func write(
        spliced request: SplicedWrite, options: SendOptions = .once
    ) async throws -> SplicedWriteReply {
        let operation =
            switch request.operation {
            case .put: PutItemRequest.operation
            case .delete: DeleteItemRequest.operation
            }
        let reply: ServiceReply
        do {
            reply = try await client.call(
                Self.call(
                    operation, body: request.body, resource: request.table, options: options))
        } catch let error as ClientError where error.code == .conditionalCheckFailed {
            return SplicedWriteReply(isApplied: false, consumedCapacity: nil)
        }
        let rest: WriteRest =
            switch request.operation {
            case .put: try PutItemRequest.read(reply)
            case .delete: try DeleteItemRequest.read(reply)
            }
        return SplicedWriteReply(isApplied: true, consumedCapacity: rest.consumedCapacity)
    }
}

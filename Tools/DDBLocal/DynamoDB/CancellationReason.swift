import DDBJSON

/// Why one action of a transaction, or another one, kept it from being done.
struct CancellationReason: Sendable {
    /// `None`, `ConditionalCheckFailed`, `ValidationError` or `ThrottlingError`.
    var code = "None"
    var message: String?
    var item: StoredItem?

    init() {}

    init(_ failure: ItemWrite.Failure) {
        switch failure {
        case .condition(let item):
            code = "ConditionalCheckFailed"
            message = "The conditional request failed"
            self.item = item
        case .refused(let refusal):
            code = "ValidationError"
            message = refusal.message
        }
    }

    /// A table has no throughput left.
    static var throttled: CancellationReason {
        var reason = CancellationReason()
        reason.code = "ThrottlingError"
        reason.message = ThroughputLimits.exceeded.message
        return reason
    }

    /// The refusal of a transaction.
    static func refusal(_ reasons: [CancellationReason]) -> ServiceRefusal {
        var writer = JSONWriter()
        writer.beginArray()
        for reason in reasons {
            writer.beginObject()
            writer.member("Code", reason.code)
            writer.member("Message", reason.message)
            if let item = reason.item {
                writer.name("Item")
                writer.raw(item.wire)
            }
            writer.endObject()
        }
        writer.endArray()
        return .dynamoDB(
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons"
                + " [\(reasons.map(\.code).joined(separator: ", "))]",
            members: Array(#","CancellationReasons":"#.utf8) + writer.takeBytes())
    }
}

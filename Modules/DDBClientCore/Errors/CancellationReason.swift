/// Says why one action of a transaction kept it from happening.
public struct CancellationReason: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// `None` for an action that would have succeeded, else `ConditionalCheckFailed`,
    /// `TransactionConflict`, `ThrottlingError`, `ValidationError` and so on.
    public let code: String
    /// The service's words, where it has some.
    public let message: String?
    /// The item as it was, in DynamoDB JSON, where the action and the call asked for it.
    public let item: [UInt8]?

    /// Creates a reason.
    public init(code: String, message: String? = nil, item: [UInt8]? = nil) {
        self.code = code
        self.message = message
        self.item = item
    }

    /// The code.
    public var description: String { code }

    /// The code.
    public var debugDescription: String { code }

    /// A mirror without the item.
    public var customMirror: Mirror { Mirror(self, children: ["code": code]) }
}

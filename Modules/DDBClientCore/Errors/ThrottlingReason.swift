/// Says which limit a throttled request met, and where.
public struct ThrottlingReason: Sendable, Hashable {
    /// What ran out: `<Table|Index><Read|Write>` and `ProvisionedThroughputExceeded`,
    /// `AccountLimitExceeded`, `KeyRangeThroughputExceeded` (a hot partition) or
    /// `MaxOnDemandThroughputExceeded`.
    public let reason: String
    /// The ARN of the table or index, where the service names it.
    public let resource: String?

    /// Creates a reason.
    public init(reason: String, resource: String? = nil) {
        self.reason = reason
        self.resource = resource
    }

    /// Whether one partition is hot, so that fewer requests to others would not help.
    public var isKeyRange: Bool { reason.hasSuffix("KeyRangeThroughputExceeded") }
}

import DDBBase

/// What a provisioned table or index may still read and write: a bucket that fills by the second
/// and holds what five minutes give.
struct ThroughputLimits: Sendable {
    /// How many seconds of unused throughput are kept.
    static let burstSeconds = 300.0

    /// Units a second.
    let rate: Double
    private var units: Double
    private var filledAt: Instant

    /// A full bucket.
    init(rate: Int, now: Instant) {
        self.rate = Double(rate)
        units = Double(rate) * Self.burstSeconds
        filledAt = now
    }

    /// Whether something may be read or written now.
    ///
    /// One that is larger than what is left is let through, and the next ones wait for it.
    mutating func hasUnits(now: Instant) -> Bool {
        fill(now)
        return units > 0
    }

    /// Takes what was read or written.
    mutating func take(_ count: Double) {
        units -= count
    }

    private mutating func fill(_ now: Instant) {
        guard now > filledAt else { return }
        let seconds = Double(now.microseconds - filledAt.microseconds) / 1_000_000
        units = min(rate * Self.burstSeconds, units + seconds * rate)
        filledAt = now
    }

    /// The refusal that a fault asks for.
    static let exceeded = ServiceRefusal.dynamoDB(
        "ProvisionedThroughputExceededException", message)

    /// The refusal of a table that has no units left.
    static func exceeded(_ schema: TableSchema, isRead: Bool = false) -> ServiceRefusal {
        let reason = "Table\(isRead ? "Read" : "Write")ProvisionedThroughputExceeded"
        let members =
            #","ThrottlingReasons":[{"reason":"\#(reason)","resource":"\#(schema.arn)"}]"#
        return .dynamoDB(
            "ProvisionedThroughputExceededException", message, members: Array(members.utf8))
    }

    private static let message =
        "The level of configured provisioned throughput for the table was exceeded. Consider"
        + " increasing your provisioning level with the UpdateTable API."
}

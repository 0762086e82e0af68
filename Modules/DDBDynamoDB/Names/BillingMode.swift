/// Says how reads and writes of a table are paid.
///
/// New names may come; those known are constants.
public struct BillingMode: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// By the capacity that is kept ready.
    public static let provisioned = BillingMode(rawValue: "PROVISIONED")
    /// By use.
    public static let payPerRequest = BillingMode(rawValue: "PAY_PER_REQUEST")
}

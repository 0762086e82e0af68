/// Who caused a change.
public enum ItemCause: UInt8, Sendable {
    /// An application.
    case user
    /// DynamoDB's time to live.
    case timeToLive
}

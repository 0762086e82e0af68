/// How a client tries again.
public enum RetryMode: String, Sendable, Hashable, CaseIterable {
    /// Waits between attempts and stops where too many fail.
    case standard
    /// As ``standard``, and sends fewer requests while the service throttles.
    case adaptive
}

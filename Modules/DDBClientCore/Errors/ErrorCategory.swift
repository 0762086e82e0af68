/// What kind of failure a request met, as far as trying it again is concerned.
public enum ErrorCategory: String, Sendable, Hashable, CaseIterable {
    /// The service asks for fewer requests: slow down, then try again.
    case throttling
    /// The service or the way to it failed: try again.
    case transient
    /// The service says that the time of the signature is wrong: correct the clock, sign again.
    case clockSkew
    /// The service refuses the signature, which a wrong clock may explain: sign again only where
    /// the clock was found to be wrong.
    case perhapsClockSkew
    /// The session token is too old: fetch credentials, sign again.
    case expiredCredentials
    /// The service does not know the access key, which happens while a new one spreads: try once
    /// more with credentials fetched anew.
    case unrecognizedOnce
    /// Trying again cannot help.
    case none
}

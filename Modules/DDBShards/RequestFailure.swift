/// Says why a request failed, as far as the coordinator must know.
///
/// What is in doubt is ``transient``: that only costs time.
public enum RequestFailure: Sendable, Hashable {
    /// The service wants fewer requests: `LimitExceededException`,
    /// `ProvisionedThroughputExceededException` and the like.
    case throttled
    /// The service or the network failed, or no reply came.
    case transient
    /// The iterator or the token of the listing is too old: `ExpiredIteratorException`,
    /// `ExpiredNextTokenException`.
    case expired
    /// The position lies before what the stream still has: `TrimmedDataAccessException`.
    case trimmed
    /// There is no such stream or shard: `ResourceNotFoundException`.
    case notFound
    /// The service does not do what was asked for: a validation error, a denial of access.
    ///
    /// A request for children is not repeated in this form; others are, as rarely as the options
    /// allow. Whether to give up is the caller's decision.
    case refused
}

/// What became of an entry that was to be spliced into a request.
public enum SpliceOutcome: Sendable, Hashable {
    /// It is in the request.
    case appended
    /// The request has no room for it: send that, then append it to the next.
    case full
    /// The request has an entry of the same key, for which DynamoDB would refuse it as a whole.
    case duplicate
    /// It is larger than any request may be, which takes escapes or white space without end: no
    /// item of 400 KB is.
    case tooLarge
}

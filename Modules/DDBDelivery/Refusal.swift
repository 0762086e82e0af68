/// Says why the service does not take a write, or a request with it.
public struct Refusal: Sendable, Hashable {
    /// Which kind of refusal.
    public enum Kind: Sendable, Hashable {
        /// `ValidationException` and the like.
        case invalid
        /// `ItemCollectionSizeLimitExceededException`.
        case itemCollectionFull
        /// HTTP status 413, or a write that is larger than a request may be.
        case tooLarge
        /// Another answer that trying again does not change.
        case other
    }

    /// Which kind of refusal.
    public var kind: Kind
    /// The caller's own name of the details, such as the place of the message; 0 for none.
    public var tag: UInt64

    /// Creates a refusal.
    public init(_ kind: Kind, tag: UInt64 = 0) {
        self.kind = kind
        self.tag = tag
    }
}

/// What the records of a stream show of items: its view type.
public enum StreamImages: String, Sendable, CaseIterable {
    /// The item as it is and as it was.
    case newAndOld = "NEW_AND_OLD_IMAGES"
    /// The item as it is.
    case new = "NEW_IMAGE"
    /// The item as it was.
    case old = "OLD_IMAGE"
    /// Neither.
    case keys = "KEYS_ONLY"

    /// Whether records have the item as it is.
    public var hasNew: Bool { self == .newAndOld || self == .new }
    /// Whether records have the item as it was.
    public var hasOld: Bool { self == .newAndOld || self == .old }
}

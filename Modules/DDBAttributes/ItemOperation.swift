/// What a change does to an item.
public enum ItemOperation: UInt8, Sendable {
    /// The item is now the new image.
    case put
    /// The item is gone.
    case delete
}

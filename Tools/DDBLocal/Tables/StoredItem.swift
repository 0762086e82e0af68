/// An item as a table keeps it: its JSON in the form of ``ItemReader``, and its size.
struct StoredItem: Sendable, Hashable {
    /// `{"pk":{"S":".."},...}`.
    let wire: [UInt8]
    /// The size as DynamoDB counts it.
    let size: Int
}

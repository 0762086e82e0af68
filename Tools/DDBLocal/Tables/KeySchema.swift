/// The attributes of a key: the partition key and perhaps a sort key.
struct KeySchema: Sendable, Hashable {
    var partition: KeyPart
    var sort: KeyPart?

    /// The attributes, the partition key's first.
    var attributes: [KeyPart] { [partition] + (sort.map { [$0] } ?? []) }

    /// Whether an attribute is part of the key.
    func contains(_ name: String) -> Bool { partition.name == name || sort?.name == name }
}

/// What a secondary index is.
struct IndexSchema: Sendable, Hashable {
    /// Which attributes an index holds beside the keys.
    enum Projection: Sendable, Hashable {
        case all, keysOnly
        case include([String])

        var name: String {
            switch self {
            case .all: "ALL"
            case .keysOnly: "KEYS_ONLY"
            case .include: "INCLUDE"
            }
        }
    }

    let name: String
    let key: KeySchema
    let projection: Projection
    /// Whether it has partitions of its own, and so cannot be read consistently.
    let isGlobal: Bool
    /// The names that are projected, as they stand in JSON; nil for all.
    let wireNames: Set<[UInt8]>?
}

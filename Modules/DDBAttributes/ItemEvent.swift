/// What happened to an item, in the words of DynamoDB's streams.
public enum ItemEvent: UInt8, Sendable, CaseIterable {
    /// There was no such item before.
    case insert
    /// The item was another before.
    case modify
    /// The item is gone.
    case remove
    /// The item was seen as it is; nothing is known to have happened.
    case snapshot

    /// The word: `INSERT`, `MODIFY`, `REMOVE` or `SNAPSHOT`.
    public var name: String {
        switch self {
        case .insert: "INSERT"
        case .modify: "MODIFY"
        case .remove: "REMOVE"
        case .snapshot: "SNAPSHOT"
        }
    }
}

extension ItemRecord {
    /// What happened: what the input said, else what follows from the images.
    ///
    /// A delete is a removal, a put with an old image a modification, an item of a scan a snapshot
    /// as one of a full export is, and any other put an insertion. Of a put without an old image
    /// nobody can tell whether there was an item before, unless the input says it.
    public var effectiveEvent: ItemEvent {
        if let event { return event }
        if operation == .delete { return .remove }
        if oldImage >= 0 { return .modify }
        return origin == .scan ? .snapshot : .insert
    }
}

/// Where the items of a reply lie: a JSON object of which one member holds them.
public enum ReplyShape: Sendable, Hashable {
    /// A member that is one item, as `Item` of GetItem and `Attributes` of PutItem.
    case item(member: String)
    /// A member that is a list of items, as `Items` of Scan and Query.
    case items(member: String)
    /// A member that names tables with their lists of items, as `Responses` of BatchGetItem.
    case itemsOfTables(member: String)
    /// A member that names tables with their write requests, as `UnprocessedItems` of
    /// BatchWriteItem.
    ///
    /// `{"PutRequest":{"Item":{...}}}` is a put, `{"DeleteRequest":{"Key":{...}}}` a delete.
    case writesOfTables(member: String)
    /// A member that is a list of changes, as `Records` of a stream's GetRecords.
    ///
    /// Each is `{"eventName":"INSERT"|"MODIFY"|"REMOVE","dynamodb":{"Keys":{...},
    /// "NewImage":{...},"OldImage":{...},"SequenceNumber":"..",
    /// "ApproximateCreationDateTime":1.5E9},"userIdentity":{...}}`; what is absent from a change is
    /// -1 in its record, as both images are where the stream has keys only.
    case changes(member: String)

    /// The member that holds items.
    public var member: String {
        switch self {
        case .item(let member), .items(let member), .itemsOfTables(let member),
            .writesOfTables(let member), .changes(let member):
            member
        }
    }
}

import DDBJSON

/// The members of a reply about one item besides that.
struct WriteRest: JSONReadable {
    var consumedCapacity: ConsumedCapacity?
    var itemCollectionMetrics: ItemCollectionMetrics?

    init(_ members: JSONMembers) throws(JSONMemberError) {
        consumedCapacity = try members.structure("ConsumedCapacity")
        itemCollectionMetrics = try members.structure("ItemCollectionMetrics")
    }
}

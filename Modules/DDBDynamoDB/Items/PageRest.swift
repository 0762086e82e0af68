import DDBJSON

/// The members of a page of items besides those.
struct PageRest: JSONReadable {
    var count: Int?
    var scannedCount: Int?
    var consumedCapacity: ConsumedCapacity?

    init(_ members: JSONMembers) throws(JSONMemberError) {
        count = try members.integer("Count")
        scannedCount = try members.integer("ScannedCount")
        consumedCapacity = try members.structure("ConsumedCapacity")
    }
}

public import DDBAttributes
package import DDBJSON

/// Tells the size of the items of one partition key and of their entries in local indexes.
public struct ItemCollectionMetrics: Sendable, Hashable {
    /// The partition key.
    public var itemCollectionKey: WireItem?
    /// The lower and the upper bound of the size in gigabytes; at 10 no item can be added.
    public var sizeEstimateRangeGB: [Double]
}

extension ItemCollectionMetrics: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        itemCollectionKey = try members.wireItem("ItemCollectionKey")
        sizeEstimateRangeGB = try members.doubles("SizeEstimateRangeGB")
    }
}

package import DDBJSON

/// Tells the capacity that a call took of one table.
public struct ConsumedCapacity: Sendable, Hashable {
    /// The table's name or ARN, as the call had it.
    public var tableName: String?
    /// All units: 0.5 for every 4 KB read eventually consistently, 1 for every 4 KB read
    /// consistently, 1 for every 1 KB written.
    public var capacityUnits: Double?
    /// The units of reading, for transactions.
    public var readCapacityUnits: Double?
    /// The units of writing, for transactions.
    public var writeCapacityUnits: Double?
    /// What the table itself took.
    public var table: Capacity?
    /// What each local index took.
    public var localSecondaryIndexes: [String: Capacity]
    /// What each global index took.
    public var globalSecondaryIndexes: [String: Capacity]
    /// What each vector index took.
    public var vectorIndexes: [String: Capacity]
}

extension ConsumedCapacity: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableName = try members.string("TableName")
        capacityUnits = try members.double("CapacityUnits")
        readCapacityUnits = try members.double("ReadCapacityUnits")
        writeCapacityUnits = try members.double("WriteCapacityUnits")
        table = try members.structure("Table")
        localSecondaryIndexes = try members.map("LocalSecondaryIndexes")
        globalSecondaryIndexes = try members.map("GlobalSecondaryIndexes")
        vectorIndexes = try members.map("VectorIndexes")
    }
}

public import DDBBase
package import DDBJSON

/// Tells how much capacity is kept ready for a table or index, and how it changed.
public struct ProvisionedThroughputDescription: Sendable, Hashable {
    /// When it was last raised.
    public var lastIncreaseDateTime: Instant?
    /// When it was last lowered.
    public var lastDecreaseDateTime: Instant?
    /// How often it was lowered on this day, by UTC.
    public var numberOfDecreasesToday: Int?
    /// The units of reading a second; 0 where use is paid.
    public var readCapacityUnits: Int?
    /// The units of writing a second; 0 where use is paid.
    public var writeCapacityUnits: Int?
}

extension ProvisionedThroughputDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        lastIncreaseDateTime = try members.instant("LastIncreaseDateTime")
        lastDecreaseDateTime = try members.instant("LastDecreaseDateTime")
        numberOfDecreasesToday = try members.integer("NumberOfDecreasesToday")
        readCapacityUnits = try members.integer("ReadCapacityUnits")
        writeCapacityUnits = try members.integer("WriteCapacityUnits")
    }
}

public import DDBBase
package import DDBJSON

/// Tells for which use the storage of a table is priced.
public struct TableClassSummary: Sendable, Hashable {
    /// The class.
    public var tableClass: TableClass?
    /// When it was last changed.
    public var lastUpdateDateTime: Instant?
}

extension TableClassSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableClass = try members.name("TableClass")
        lastUpdateDateTime = try members.instant("LastUpdateDateTime")
    }
}

public import DDBBase
package import DDBJSON

/// Tells how reads and writes of a table are paid.
public struct BillingModeSummary: Sendable, Hashable {
    /// How they are paid.
    public var billingMode: BillingMode?
    /// When paying by use was last chosen.
    public var lastUpdateToPayPerRequestDateTime: Instant?
}

extension BillingModeSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        billingMode = try members.name("BillingMode")
        lastUpdateToPayPerRequestDateTime = try members.instant("LastUpdateToPayPerRequestDateTime")
    }
}

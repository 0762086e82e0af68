/// What a listing of shards shows wrongly, as it does for a while after shards have changed.
package struct StaleListing: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Parents of open shards are shown as open.
    package static let openParents = StaleListing(rawValue: 1)
    /// The open shards that have parents are not shown: closed shards seem to have no children.
    package static let missingNewest = StaleListing(rawValue: 2)
    /// Nobody has children, to those who ask for them.
    package static let noChildren = StaleListing(rawValue: 4)
    /// A page behind another is empty and ends where it began.
    package static let emptyPages = StaleListing(rawValue: 8)
}

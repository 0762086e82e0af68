import DDBAttributes
import DDBBase

/// A change of an item that had an effect: what streams are made of.
struct ItemChange: Sendable {
    /// The table as it was then.
    let schema: TableSchema
    /// The key of the item, for sharding by its hash.
    let key: TableKey
    /// The item before; nil where there was none.
    let oldImage: StoredItem?
    /// The item afterwards; nil where it was deleted.
    let newImage: StoredItem?
    /// Who caused it.
    let cause: ItemCause
    /// When, by the endpoint's clock.
    let time: Instant

    /// The key attributes: `{"pk":{"S":".."}}`.
    var keys: StoredItem {
        (newImage ?? oldImage ?? StoredItem(wire: Array("{}".utf8), size: 0)).keys(schema.key)
    }
}

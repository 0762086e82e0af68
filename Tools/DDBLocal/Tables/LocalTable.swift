import DDBAttributes
import DDBBase

/// A table with its items and indexes; touched only under the lock of ``TableEngine``.
final class LocalTable {
    /// How a table is paid for, and so whether it throttles.
    struct Billing {
        var isProvisioned: Bool
        var readUnits: Int
        var writeUnits: Int
    }

    /// The stream that is enabled.
    struct Stream {
        var label: String
        var viewType: String
    }

    /// What deletes items that have expired.
    struct Expiry {
        var attribute: String
        var wireName: [UInt8]
    }

    /// An index with what it holds.
    final class Index {
        let schema: IndexSchema
        var items = OrderedItems()
        var billing: Billing
        var reads: ThroughputLimits
        var writes: ThroughputLimits
        var activeAt: Instant

        init(_ schema: IndexSchema, _ billing: Billing, activeAt: Instant, now: Instant) {
            self.schema = schema
            self.billing = billing
            self.activeAt = activeAt
            reads = ThroughputLimits(rate: billing.readUnits, now: now)
            writes = ThroughputLimits(rate: billing.writeUnits, now: now)
        }
    }

    var schema: TableSchema
    let createdAt: Instant
    var definitions: [(name: String, kind: WireAttribute.Kind)]
    var billing: Billing
    var billingChangedAt: Instant?
    var reads: ThroughputLimits
    var writes: ThroughputLimits
    var items = OrderedItems()
    var indexes: [Index]
    var stream: Stream?
    /// The label of the newest stream, enabled or not.
    var lastLabel: String?
    var expiry: Expiry?
    /// The keys of items by the second in which they expire.
    var expiries = OrderedItems()
    var isProtected = false
    var tableClass: String?
    var tags: [(key: String, value: String)] = []
    /// Since when the table can be restored; nil where it cannot.
    var recoverableSince: Instant?
    var recoveryDays = 35
    /// When a change of the table itself is complete.
    var settledAt: Instant
    var isNew = true
    /// When the table is gone; nil unless it is being deleted.
    var deletedAt: Instant?

    init(_ definition: TableDefinition, schema: TableSchema, now: Instant, activeAt: Instant) {
        self.schema = schema
        createdAt = now
        definitions = definition.definitions
        billing = definition.billing
        reads = ThroughputLimits(rate: billing.readUnits, now: now)
        writes = ThroughputLimits(rate: billing.writeUnits, now: now)
        indexes = definition.indexes.map {
            Index($0.schema, $0.billing, activeAt: activeAt, now: now)
        }
        isProtected = definition.isProtected
        tableClass = definition.tableClass
        tags = definition.tags
        settledAt = activeAt
    }

    /// `CREATING`, `ACTIVE`, `UPDATING` or `DELETING`.
    func status(now: Instant) -> String {
        if deletedAt != nil { return "DELETING" }
        guard now < settledAt else { return "ACTIVE" }
        return isNew ? "CREATING" : "UPDATING"
    }

    func index(_ name: String) -> Index? { indexes.first { $0.schema.name == name } }

    // MARK: items

    /// Puts an item in the place of a key, or removes it, and keeps the indexes in step.
    ///
    /// - Returns: The item that was there, and the units that the indexes took.
    func write(_ new: StoredItem?, at key: TableKey) -> StoredItem? {
        let old = new.map { items.put($0, at: key) } ?? items.remove(key)
        noteExpiry(of: old, new, at: key)
        guard !indexes.isEmpty, old?.wire != new?.wire else { return old }
        let oldAttributes = old.map { WireAttributes.of($0.wire) } ?? []
        let newAttributes = new.map { WireAttributes.of($0.wire) } ?? []
        for index in indexes {
            let oldEntry = old.flatMap {
                ItemKeys.indexKey(index.schema, $0, oldAttributes, primary: key)
            }
            let newEntry = new.flatMap {
                ItemKeys.indexKey(index.schema, $0, newAttributes, primary: key)
            }
            if let oldEntry, oldEntry != newEntry { index.items.remove(oldEntry) }
            if let newEntry, let new {
                index.items.put(index.schema.projected(new, newAttributes), at: newEntry)
            }
        }
        return old
    }

    /// Fills an index with what the table holds.
    func fill(_ index: Index) {
        var position = items.start
        while let (key, item) = items.next(&position) {
            let attributes = WireAttributes.of(item.wire)
            if let entry = ItemKeys.indexKey(index.schema, item, attributes, primary: key) {
                index.items.put(index.schema.projected(item, attributes), at: entry)
            }
        }
    }
}

import DDBBase

/// What calls take of a table's throughput; all of it under the lock.
extension TableEngine {
    /// Whether a table and its indexes may be written now.
    func mayWrite(_ table: LocalTable, now: Instant) -> Bool {
        guard table.billing.isProvisioned else { return true }
        guard table.writes.hasUnits(now: now) else { return false }
        return table.indexes.allSatisfy { !$0.schema.isGlobal || $0.writes.hasUnits(now: now) }
    }

    /// Whether a table, or an index of it, may be read now.
    func mayRead(_ table: LocalTable, _ index: LocalTable.Index?, now: Instant) -> Bool {
        guard table.billing.isProvisioned else { return true }
        if let index, index.schema.isGlobal { return index.reads.hasUnits(now: now) }
        return table.reads.hasUnits(now: now)
    }

    /// Counts a write: the larger of what was there and what is there now, and what the indexes
    /// have to change.
    ///
    /// - Parameter factor: 2 in a transaction.
    func charge(
        _ table: LocalTable, old: StoredItem?, new: StoredItem?, factor: Double = 1,
        report: inout CapacityReport
    ) {
        guard table.billing.isProvisioned || report.detail != .none else { return }
        let units = factor * CapacityReport.writeUnits(max(old?.size ?? 0, new?.size ?? 0))
        table.writes.take(units)
        report.add(units, table.schema.name)
        for index in table.indexes {
            let indexUnits = factor * Self.indexUnits(index.schema, old, new)
            guard indexUnits > 0 else { continue }
            if index.schema.isGlobal { index.writes.take(indexUnits) }
            report.add(indexUnits, table.schema.name, index: index.schema)
        }
    }

    /// Counts a read.
    func charge(
        _ table: LocalTable, _ index: LocalTable.Index?, read units: Double,
        report: inout CapacityReport
    ) {
        if let index, index.schema.isGlobal {
            index.reads.take(units)
        } else {
            table.reads.take(units)
        }
        report.add(units, table.schema.name, index: index?.schema)
    }

    /// The units of an index: none where what it holds stays as it is, those of one write where an
    /// entry comes, goes or changes, and of two where its key changes.
    private static func indexUnits(
        _ index: IndexSchema, _ old: StoredItem?, _ new: StoredItem?
    ) -> Double {
        let before = old.flatMap { entry(index, $0) }
        let after = new.flatMap { entry(index, $0) }
        switch (before, after) {
        case (nil, nil): return 0
        case (let entry?, nil), (nil, let entry?):
            return CapacityReport.writeUnits(entry.item.size)
        case (let before?, let after?):
            guard before.key == after.key else {
                return CapacityReport.writeUnits(before.item.size)
                    + CapacityReport.writeUnits(after.item.size)
            }
            guard !before.item.isSame(as: after.item) else { return 0 }
            return CapacityReport.writeUnits(max(before.item.size, after.item.size))
        }
    }

    private static func entry(
        _ index: IndexSchema, _ item: StoredItem
    ) -> (key: TableKey, item: StoredItem)? {
        let attributes = WireAttributes.of(item.wire)
        // The primary key is the same before and after, so it need not be in the key.
        let none = TableKey(hash: 0, rest: [])
        guard let key = ItemKeys.indexKey(index, item, attributes, primary: none) else {
            return nil
        }
        return (key, index.projected(item, attributes))
    }
}

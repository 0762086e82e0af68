import DDBAttributes
import DDBBase

extension TableEngine {
    /// Changes what is kept of a table beside its items.
    func change(_ name: String, _ body: (LocalTable) -> Void) throws(ServiceRefusal) {
        let now = clock.now
        try withTables { tables throws(ServiceRefusal) in
            let table = try named(name, in: &tables, now: now)
            body(table)
            noteState(of: table)
        }
    }

    /// Looks at a table.
    func inspect<Value: Sendable>(
        _ name: String, _ body: (LocalTable) -> Value
    ) throws(ServiceRefusal) -> Value {
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            body(try named(name, in: &tables, now: now))
        }
    }

    /// Sets the attribute that says when items expire.
    func setExpiry(_ name: String, attribute: String, isOn: Bool) throws(ServiceRefusal) {
        let now = clock.now
        try withTables { tables throws(ServiceRefusal) in
            let table = try named(name, in: &tables, now: now)
            switch (table.expiry, isOn) {
            case (nil, false):
                throw .validation("TimeToLive is already disabled")
            case (_?, true):
                throw .validation("TimeToLive is already enabled")
            case (nil, true):
                table.setExpiry(
                    LocalTable.Expiry(attribute: attribute, wireName: WireName.bytes(attribute)))
            case (let expiry?, false):
                guard expiry.attribute == attribute else {
                    throw .validation(
                        "TimeToLive is active on a different AttributeName: current AttributeName"
                            + " is \(expiry.attribute)")
                }
                table.setExpiry(nil)
            }
            noteState(of: table)
        }
    }

    /// Switches point-in-time recovery.
    func setRecovery(_ name: String, isOn: Bool, days: Int?) throws(ServiceRefusal) {
        let now = clock.now
        try change(name) { table in
            table.recoverableSince = isOn ? table.recoverableSince ?? now : nil
            table.recoveryDays = days ?? 35
            tell(.recovery(table.schema, days: isOn ? table.recoveryDays : nil, at: now))
        }
    }

    /// All items of a table as they are now, in the order of a scan.
    ///
    /// They are references to what is stored, so a copy of a large table is cheap.
    func items(of name: String) throws(ServiceRefusal) -> [StoredItem] {
        try inspect(name) { $0.allItems }
    }

    /// How long ago an item may have expired to be deleted: 5 years.
    static let expirySecondsMax: Int64 = 5 * 365 * 86_400

    /// The most items that are deleted under the lock at once.
    private static let expiryBatch = 1000

    /// Deletes items that have expired.
    func expire(now: Instant) {
        var isDone = false
        while !isDone {
            do throws(ServiceRefusal) {
                isDone = try withTables { tables throws(ServiceRefusal) in
                    var changes: [ItemChange] = []
                    for table in tables.values where table.expiry != nil && table.deletedAt == nil {
                        for key in table.expired(now: now, max: Self.expiryBatch - changes.count) {
                            _ = write(
                                nil, at: key, of: table, cause: .timeToLive, now: now,
                                changes: &changes)
                        }
                    }
                    tell(changes)
                    return changes.count < Self.expiryBatch
                }
            } catch {
                preconditionFailure("expiry refuses nothing: \(error.code)")
            }
        }
    }
}

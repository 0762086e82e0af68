import DDBAttributes
import DDBBase
import Synchronization

/// The tables of an endpoint.
///
/// One lock guards all of them: a call holds it for microseconds, transactions see a single state,
/// and those who follow changes see one order.
final class TableEngine: Sendable {
    let settings: TableSettings
    let clock: LocalClock
    let random: any RandomSource
    private let observers: [any ChangeObserver]
    private let tables = Mutex<[String: LocalTable]>([:])

    init(
        _ settings: TableSettings, clock: LocalClock, random: any RandomSource,
        observers: [any ChangeObserver]
    ) {
        self.settings = settings
        self.clock = clock
        self.random = random
        self.observers = observers
    }

    /// Runs a body under the lock.
    func withTables<Value: Sendable>(
        _ body: (inout [String: LocalTable]) throws(ServiceRefusal) -> Value
    ) throws(ServiceRefusal) -> Value {
        try tables.withLock { tables throws(ServiceRefusal) in
            try body(&tables)
        }
    }

    /// Runs a body with a table whose items can be read and written.
    ///
    /// - Parameter schema: The table as the request was read with it.
    /// - Throws: `ResourceNotFoundException` where it is another table by now, or none.
    func with<Value: Sendable>(
        _ schema: TableSchema, _ body: (LocalTable) throws(ServiceRefusal) -> Value
    ) throws(ServiceRefusal) -> Value {
        try withTables { tables throws(ServiceRefusal) in
            try body(try Self.table(schema, in: tables))
        }
    }

    /// The table that a request was read for.
    static func table(
        _ schema: TableSchema, in tables: [String: LocalTable]
    ) throws(ServiceRefusal) -> LocalTable {
        guard let table = tables[schema.name], table.schema.id == schema.id else {
            throw .noResource
        }
        return table
    }

    /// The schema of a table whose items can be read and written.
    ///
    /// - Parameter reference: Its name or its ARN.
    func schema(_ reference: String) throws(ServiceRefusal) -> TableSchema {
        let name = try TableNames.name(of: reference)
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            guard let table = tables[name], table.deletedAt == nil,
                !table.isNew || now >= table.settledAt
            else { throw .noResource }
            table.isNew = false
            return table.schema
        }
    }

    /// Whether anybody follows changes, so that they are worth collecting.
    var isFollowed: Bool { !observers.isEmpty }

    /// Tells those who follow; to be called under the lock.
    func tell(_ changes: [ItemChange]) {
        guard !changes.isEmpty else { return }
        for observer in observers { observer.itemsChanged(changes) }
    }

    /// Tells those who follow; to be called under the lock.
    func tell(_ event: TableEvent) {
        for observer in observers { observer.tableChanged(event) }
    }

    /// Writes an item under the lock, and collects the change unless it had no effect.
    func write(
        _ new: StoredItem?, at key: TableKey, of table: LocalTable, cause: ItemCause = .user,
        now: Instant, changes: inout [ItemChange]
    ) -> StoredItem? {
        let old = table.write(new, at: key)
        guard isFollowed else { return old }
        switch (old, new) {
        case (nil, nil): return old
        case (let old?, let new?) where old.isSame(as: new): return old
        default:
            changes.append(
                ItemChange(
                    schema: table.schema, key: key, oldImage: old, newImage: new, cause: cause,
                    time: now))
            return old
        }
    }
}

extension TableEngine: ClockFollower {
    func timePassed(now: Instant) {
        settle(now: now)
        expire(now: now)
    }
}

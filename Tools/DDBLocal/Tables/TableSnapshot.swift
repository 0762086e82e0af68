/// The records that bring back all tables as they were at a moment.
struct TableSnapshot: Sequence, Sendable {
    struct Table: Sendable {
        var id: String
        var state: [UInt8]
        var items: [StoredItem]
    }

    private var tables: [Table] = []

    /// Takes what is there, under the lock of the tables; references, so that it is quick.
    init(of tables: [String: LocalTable]) {
        for table in tables.values where table.deletedAt == nil {
            self.tables.append(
                Table(
                    id: table.schema.id, state: TableState.write(table), items: table.allItems))
        }
    }

    struct Iterator: IteratorProtocol {
        let tables: [Table]
        var table = 0
        /// The next item; -1 where the table itself comes next.
        var item = -1

        mutating func next() -> [UInt8]? {
            guard table < tables.count else { return nil }
            let current = tables[table]
            defer {
                item += 1
                if item == current.items.count { (table, item) = (table + 1, -1) }
            }
            if item < 0 { return [UInt8(ascii: "T")] + current.state }
            var record = [UInt8(ascii: "P")]
            record.append(contentsOf: current.id.utf8)
            record.append(contentsOf: current.items[item].wire)
            return record
        }
    }

    func makeIterator() -> Iterator { Iterator(tables: tables) }
}

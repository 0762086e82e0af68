import DDBBase

extension TableEngine {
    /// Does what a record of ``TableKeeper`` says.
    func restore(_ record: [UInt8]) throws(ServiceRefusal) {
        let now = clock.now
        let rest = Array(record.dropFirst())
        try withTables { tables throws(ServiceRefusal) in
            switch record.first {
            case UInt8(ascii: "T"):
                let table = try TableState.read(rest, settings: settings, now: now)
                // Whoever follows changes keeps what concerns them by themselves.
                if let old = tables[table.schema.name], old.schema.id == table.schema.id {
                    table.take(from: old)
                }
                tables[table.schema.name] = table
            case UInt8(ascii: "D"):
                let id = String(decoding: rest, as: UTF8.self)
                for (name, table) in tables where table.schema.id == id { tables[name] = nil }
            case UInt8(ascii: "P"), UInt8(ascii: "R"):
                let id = String(decoding: rest.prefix(TableKeeper.idBytes), as: UTF8.self)
                guard let table = tables.values.first(where: { $0.schema.id == id }) else { return }
                var cursor = WireCursor(Array(rest.dropFirst(TableKeeper.idBytes)))
                var reader = ItemReader()
                try reader.read(&cursor)
                if record.first == UInt8(ascii: "P") {
                    let key = try ItemKeys.writeKey(of: reader, table.schema)
                    _ = table.write(
                        StoredItem(wire: reader.item, size: reader.size), at: key)
                } else {
                    _ = table.write(nil, at: try ItemKeys.key(of: reader, table.schema))
                }
            default:
                throw .validation("a record of an unknown kind")
            }
        }
    }

    /// Runs a body under the lock with the tables as they are.
    func still(_ body: ([String: LocalTable]) -> Void) {
        do throws(ServiceRefusal) {
            try withTables { tables throws(ServiceRefusal) in body(tables) }
        } catch {
            preconditionFailure("to look at tables is never refused: \(error.code)")
        }
    }
}

extension LocalTable {
    /// All items in the order of a scan; references, so that it is quick.
    var allItems: [StoredItem] {
        var all: [StoredItem] = []
        all.reserveCapacity(items.count)
        var position = items.start
        while let (_, item) = items.next(&position) { all.append(item) }
        return all
    }

    /// Takes over the items of the table that this one was before it was changed.
    func take(from old: LocalTable) {
        for item in old.allItems {
            do throws(ServiceRefusal) {
                let attributes = WireAttributes.of(item.wire)
                let key = try ItemKeys.primary(schema, item, attributes)
                _ = write(item, at: key)
            } catch {
                preconditionFailure("an item of a table has its key: \(error.code)")
            }
        }
    }
}

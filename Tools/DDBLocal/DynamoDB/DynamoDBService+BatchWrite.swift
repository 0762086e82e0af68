import DDBBase
import DDBJSON

extension DynamoDBService {
    /// One entry of BatchWriteItem, read and checked.
    private struct Entry {
        var table: Int
        var key: TableKey
        /// The item to put; nil to delete.
        var item: StoredItem?
        /// Where the entry lies in the request, to be sent back unprocessed.
        var wire: Range<Int>
    }

    private struct Batch {
        var tables: [(name: String, schema: TableSchema)] = []
        var entries: [Entry] = []
    }

    func batchWriteItem(
        _ members: RequestMembers, _ call: JSONCall
    ) throws(ServiceRefusal) -> [UInt8] {
        var report = try CapacityReport(members)
        let batch = try batch(members)
        try checkDistinct(batch)
        let skipped =
            call.faults.contains(.unprocessed)
            ? Self.unprocessed(of: batch.entries.count, call.random) : []
        let now = clock.now
        var unprocessed: [Int] = []
        let result = try engine.withTables { tables throws(ServiceRefusal) in
            var found: [LocalTable] = []
            for (_, schema) in batch.tables {
                found.append(try TableEngine.table(schema, in: tables))
            }
            var changes: [ItemChange] = []
            var unprocessed: [Int] = []
            var report = report
            for (index, entry) in batch.entries.enumerated() {
                let table = found[entry.table]
                guard !skipped.contains(index), engine.mayWrite(table, now: now) else {
                    unprocessed.append(index)
                    continue
                }
                let old = engine.write(
                    entry.item, at: entry.key, of: table, now: now, changes: &changes)
                engine.charge(table, old: old, new: entry.item, report: &report)
            }
            engine.tell(changes)
            return (report, unprocessed)
        }
        (report, unprocessed) = result
        if unprocessed.count == batch.entries.count, skipped.isEmpty {
            throw ThroughputLimits.exceeded(batch.tables[0].schema)
        }
        return reply(batch, unprocessed, call.body, report)
    }

    private var clock: LocalClock { engine.clock }

    private func batch(_ members: RequestMembers) throws(ServiceRefusal) -> Batch {
        guard var cursor = members.cursor("RequestItems") else {
            throw .constraint("null", at: "requestItems", "Member must not be null")
        }
        var batch = Batch()
        var reader = ItemReader()
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            let schema = try engine.schema(cursor.string(name))
            batch.tables.append((cursor.string(name), schema))
            try read(&cursor, schema, &reader, into: &batch)
        }
        guard !batch.entries.isEmpty else {
            throw .validation(
                "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy"
                    + " constraint: Member must have length greater than or equal to 1")
        }
        return batch
    }

    private func read(
        _ cursor: inout WireCursor, _ schema: TableSchema, _ reader: inout ItemReader,
        into batch: inout Batch
    ) throws(ServiceRefusal) {
        guard cursor.peek() == UInt8(ascii: "[") else { throw cursor.unexpected("array") }
        try cursor.openArray()
        var isFirst = true
        while try cursor.element(&isFirst) {
            guard batch.entries.count < ItemLimits.batchWritesMax else {
                throw .validation("Too many items requested for the BatchWriteItem call")
            }
            _ = cursor.peek()
            let start = cursor.offset
            let (key, item) = try write(&cursor, schema, &reader)
            batch.entries.append(
                Entry(
                    table: batch.tables.count - 1, key: key, item: item,
                    wire: start..<cursor.offset))
        }
    }

    /// Reads `{"PutRequest":{"Item":{...}}}` or `{"DeleteRequest":{"Key":{...}}}`.
    private func write(
        _ cursor: inout WireCursor, _ schema: TableSchema, _ reader: inout ItemReader
    ) throws(ServiceRefusal) -> (TableKey, StoredItem?) {
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        var isFirst = true
        var write: (TableKey, StoredItem?)?
        while let name = try cursor.member(&isFirst) {
            let isPut = cursor.isText(name, "PutRequest")
            guard isPut || cursor.isText(name, "DeleteRequest"), !cursor.takesNull() else {
                try cursor.skipValue()
                continue
            }
            guard write == nil else {
                throw .validation(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly"
                        + " one of the supported datatypes")
            }
            guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
            try cursor.openObject()
            var isInnerFirst = true
            while let member = try cursor.member(&isInnerFirst) {
                guard cursor.isText(member, isPut ? "Item" : "Key") else {
                    try cursor.skipValue()
                    continue
                }
                reader.reset()
                try reader.read(&cursor)
                if isPut {
                    try ItemLimits.check(size: reader.size)
                    let key = try ItemKeys.writeKey(of: reader, schema)
                    write = (key, StoredItem(wire: reader.item, size: reader.size))
                } else {
                    write = (try ItemKeys.key(of: reader, schema), nil)
                }
            }
        }
        guard let write else {
            throw .constraint(
                "null", at: "requestItems.\(schema.name).member.1.member.putRequest.item",
                "Member must not be null")
        }
        return write
    }

    private func checkDistinct(_ batch: Batch) throws(ServiceRefusal) {
        let entries = batch.entries
        for index in entries.indices {
            for earlier in 0..<index
            where entries[index].key == entries[earlier].key
                && batch.tables[entries[index].table].schema.id
                    == batch.tables[entries[earlier].table].schema.id
            {
                throw .validation("Provided list of item keys contains duplicates")
            }
        }
    }

    /// The entries that a fault leaves unprocessed: about half, but never all of several.
    static func unprocessed(of count: Int, _ random: UInt64) -> Set<Int> {
        var bits = random
        var skipped: Set<Int> = []
        for index in 0..<count {
            if index > 0, index.isMultiple(of: 60) {
                bits = KeyHash.hash([UInt8(index % 251)]) ^ random
            }
            if bits & 1 == 1 { skipped.insert(index) }
            bits >>= 1
        }
        if skipped.isEmpty { skipped.insert(Int(random >> 40) % count) }
        if count > 1, skipped.count == count { skipped.remove(Int(random >> 40) % count) }
        return skipped
    }

    private func reply(
        _ batch: Batch, _ unprocessed: [Int], _ body: [UInt8], _ report: CapacityReport
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        report.writeAll(to: &writer)
        writer.name("UnprocessedItems")
        writer.beginObject()
        for (index, table) in batch.tables.enumerated() {
            let rest = unprocessed.filter { batch.entries[$0].table == index }
            guard !rest.isEmpty else { continue }
            writer.name(table.name)
            writer.beginArray()
            for entry in rest { writer.raw(Array(body[batch.entries[entry].wire])) }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
        return writer.takeBytes()
    }
}

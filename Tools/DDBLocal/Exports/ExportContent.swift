import DDBBase

/// What an export shows: lines to be, each with the key that says in which file it lies.
struct ExportContent: Sendable {
    /// A line.
    struct Line: Sendable {
        let key: TableKey
        /// The item of a full export, or the item as it is at the end of the window.
        var new: StoredItem?
        /// The item as it was at the start of the window.
        var old: StoredItem?
        /// The time of the last change in the window.
        var time: Int64 = 0

        var byteCount: Int { (new?.wire.count ?? 0) + (old?.wire.count ?? 0) }
    }

    /// The key of the table, whose attributes lines of incremental exports begin with.
    let key: KeySchema
    var lines: [Line]

    /// The log does not reach back to what is asked for.
    struct Forgotten: Error {}

    /// Collects what an export shows.
    ///
    /// - Throws: ``Forgotten``; `ResourceNotFoundException` where the table is another one by now.
    static func of(
        _ record: ExportRecord, tables: TableEngine, history: RecoveryHistory
    ) throws -> ExportContent {
        switch record.request.kind {
        case .full: try full(record, tables, history)
        case .incremental: try incremental(record, tables, history)
        }
    }

    private static func check(_ log: RecoveryLog?, reaches moment: Instant) throws -> RecoveryLog {
        guard let log, log.floor <= moment else { throw Forgotten() }
        return log
    }

    // MARK: full

    private static func full(
        _ record: ExportRecord, _ tables: TableEngine, _ history: RecoveryHistory
    ) throws -> ExportContent {
        let (found, items, key) = try tables.inspectTable(record) { table in
            var items: [Line] = []
            items.reserveCapacity(table.items.count)
            var position = table.items.start
            while let (key, item) = table.items.next(&position) {
                items.append(Line(key: key, new: item))
            }
            return (history.log(ofTable: record.tableID), items, table.schema.key)
        }
        let log = try check(found, reaches: record.exportTime)
        let end = record.entries.upperBound
        guard log.end > end else { return ExportContent(key: key, lines: items) }
        // The first change behind the moment tells what the item was then.
        var before: [TableKey: StoredItem?] = [:]
        log.walk(end..<log.end) { entry in
            if before[entry.key] == nil { before[entry.key] = .some(entry.old) }
        }
        var lines = items.filter { before[$0.key] == nil }
        for (key, old) in before {
            if let old { lines.append(Line(key: key, new: old)) }
        }
        lines.sort { $0.key < $1.key }
        return ExportContent(key: key, lines: lines)
    }

    // MARK: incremental

    private static func incremental(
        _ record: ExportRecord, _ tables: TableEngine, _ history: RecoveryHistory
    ) throws -> ExportContent {
        let log = try check(history.log(ofTable: record.tableID), reaches: record.from)
        var changed: [TableKey: Line] = [:]
        log.walk(record.entries) { entry in
            changed[entry.key, default: Line(key: entry.key, old: entry.old)].time = entry.time
        }
        let keys = Array(changed.keys)
        let (later, items, key) = try tables.inspectTable(record) { table in
            let items = keys.map { table.items[$0] }
            return (history.log(ofTable: record.tableID), items, table.schema.key)
        }
        for (key, item) in zip(keys, items) { changed[key]?.new = item }
        var seen: Set<TableKey> = []
        let last = try check(later, reaches: record.from)
        last.walk(record.entries.upperBound..<max(last.end, record.entries.upperBound)) { entry in
            guard changed[entry.key] != nil, seen.insert(entry.key).inserted else { return }
            changed[entry.key]?.new = entry.old
        }
        // What was put and deleted within the window leaves no line.
        let lines = changed.values.filter { $0.old != nil || $0.new != nil }
        return ExportContent(key: key, lines: lines.sorted { $0.key < $1.key })
    }
}

extension TableEngine {
    /// Looks at the table of an export.
    ///
    /// - Throws: `ResourceNotFoundException` where it is another table by now, or none.
    fileprivate func inspectTable<Value: Sendable>(
        _ record: ExportRecord, _ body: (LocalTable) -> Value
    ) throws(ServiceRefusal) -> Value {
        try withTables { tables throws(ServiceRefusal) in
            guard let table = tables[record.tableName], table.schema.id == record.tableID else {
                throw .noResource
            }
            return body(table)
        }
    }
}

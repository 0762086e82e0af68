import DDBBase

extension TableEngine {
    /// Makes a table and returns its description.
    func createTable(_ definition: TableDefinition) throws(ServiceRefusal) -> [UInt8] {
        let now = clock.now
        let activeAt = now.advanced(byMicroseconds: settings.transition.microseconds)
        let id = random.uuid()
        return try withTables { tables throws(ServiceRefusal) in
            settle(&tables, now: now)
            guard tables[definition.name] == nil else {
                throw .dynamoDB(
                    "ResourceInUseException", "Table already exists: \(definition.name)")
            }
            let schema = TableSchema(
                name: definition.name, id: id, arn: settings.arn(definition.name),
                key: definition.key, indexes: definition.indexes.map(\.schema))
            let table = LocalTable(definition, schema: schema, now: now, activeAt: activeAt)
            tables[definition.name] = table
            tell(.created(schema, at: now))
            if let viewType = definition.streamViewType {
                enableStream(of: table, viewType, now: now)
            }
            noteState(of: table)
            return describer(table, now).body(named: "TableDescription")
        }
    }

    /// Describes a table.
    func describe(
        _ name: String, _ body: (TableDescriptionWriter) -> [UInt8]
    ) throws(ServiceRefusal) -> [UInt8] {
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            body(describer(try named(name, in: &tables, now: now), now))
        }
    }

    /// Deletes a table, at once or when the transition is over.
    func deleteTable(_ name: String) throws(ServiceRefusal) -> [UInt8] {
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            let table = try named(name, in: &tables, now: now)
            guard table.status(now: now) == "ACTIVE" else { throw Self.busy(table, now) }
            guard !table.isProtected else {
                throw .validation(
                    "Resource cannot be deleted as it is currently protected against deletion."
                        + " Disable deletion protection first.")
            }
            let body = describer(table, now).body(named: "TableDescription", status: "DELETING")
            disableStream(of: table, now: now)
            table.deletedAt = now.advanced(byMicroseconds: settings.transition.microseconds)
            tell(.deleted(table.schema, at: now))
            settle(&tables, now: now)
            return body
        }
    }

    /// The names of tables in order, from behind a name.
    func tableNames(after start: String?) throws(ServiceRefusal) -> [String] {
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            settle(&tables, now: now)
            return tables.keys.filter { name in
                start.map { KeyOrder.isLess(Array($0.utf8), Array(name.utf8)) } ?? true
            }.sorted { KeyOrder.isLess(Array($0.utf8), Array($1.utf8)) }
        }
    }

    // MARK: under the lock

    func named(
        _ name: String, in tables: inout [String: LocalTable], now: Instant
    ) throws(ServiceRefusal) -> LocalTable {
        settle(&tables, now: now)
        guard let table = tables[name] else { throw .noTable(name) }
        return table
    }

    func describer(_ table: LocalTable, _ now: Instant) -> TableDescriptionWriter {
        TableDescriptionWriter(table: table, settings: settings, now: now)
    }

    static func busy(_ table: LocalTable, _ now: Instant) -> ServiceRefusal {
        .dynamoDB(
            "ResourceInUseException",
            "Attempt to change a resource which is still in use: Table is being"
                + " \(table.deletedAt != nil ? "deleted" : table.isNew ? "created" : "updated"):"
                + " \(table.schema.name)")
    }

    /// Tells those who keep tables what a table is by now.
    func noteState(of table: LocalTable) {
        if isFollowed { tell(.altered(state: TableState.write(table))) }
    }

    func enableStream(of table: LocalTable, _ viewType: String, now: Instant) {
        var text = Array(Instant(milliseconds: now.milliseconds).iso8601.utf8.dropLast())
        if !text.contains(UInt8(ascii: ".")) { text.append(contentsOf: ".000".utf8) }
        let label = String(decoding: text, as: UTF8.self)
        table.stream = LocalTable.Stream(label: label, viewType: viewType)
        table.lastLabel = label
        tell(.streamEnabled(table.schema, viewType: viewType, label: label, at: now))
    }

    func disableStream(of table: LocalTable, now: Instant) {
        guard let stream = table.stream else { return }
        table.stream = nil
        tell(.streamDisabled(table.schema, label: stream.label, at: now))
    }

    /// Removes tables whose deletion is over, and ends what has settled.
    func settle(_ tables: inout [String: LocalTable], now: Instant) {
        for (name, table) in tables {
            if now >= table.settledAt { table.isNew = false }
            if let deletedAt = table.deletedAt, now >= deletedAt { tables[name] = nil }
        }
    }

    /// Does what falls due with tables.
    func settle(now: Instant) {
        do throws(ServiceRefusal) {
            try withTables { tables throws(ServiceRefusal) in settle(&tables, now: now) }
        } catch {
            preconditionFailure("settling refuses nothing: \(error.code)")
        }
    }
}

extension Duration {
    /// The whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

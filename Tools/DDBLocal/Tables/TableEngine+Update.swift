import DDBBase

extension TableEngine {
    /// Changes a table and returns its description.
    func updateTable(
        _ name: String, _ update: TableUpdate
    ) throws(ServiceRefusal) -> [UInt8] {
        let now = clock.now
        return try withTables { tables throws(ServiceRefusal) in
            let table = try named(name, in: &tables, now: now)
            guard table.status(now: now) == "ACTIVE" else { throw Self.busy(table, now) }
            try changeStream(of: table, update, now: now)
            try changeBilling(of: table, update, now: now)
            for change in update.indexChanges {
                try changeIndex(of: table, change, update, now: now)
            }
            if let isProtected = update.isProtected { table.isProtected = isProtected }
            if let tableClass = update.tableClass { table.tableClass = tableClass }
            noteState(of: table)
            table.settledAt = now.advanced(byMicroseconds: settings.transition.microseconds)
            return describer(table, now).body(named: "TableDescription")
        }
    }

    private func changeStream(
        of table: LocalTable, _ update: TableUpdate, now: Instant
    ) throws(ServiceRefusal) {
        guard let hasStream = update.hasStream else { return }
        switch (table.stream, hasStream) {
        case (_?, true):
            throw .validation(
                "Table already has an enabled stream: TableName: \(table.schema.name)")
        case (nil, false):
            throw .validation(
                "Table already has a disabled stream: TableName: \(table.schema.name)")
        case (nil, true):
            guard let viewType = update.streamViewType else {
                throw .invalid("StreamViewType is required when StreamEnabled is true")
            }
            enableStream(of: table, viewType, now: now)
        case (_?, false):
            disableStream(of: table, now: now)
        }
    }

    private func changeBilling(
        of table: LocalTable, _ update: TableUpdate, now: Instant
    ) throws(ServiceRefusal) {
        if update.billingMode == "PAY_PER_REQUEST" {
            guard update.throughput == nil else {
                throw .invalid(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                        + " BillingMode is PAY_PER_REQUEST")
            }
            table.billing = LocalTable.Billing(isProvisioned: false, readUnits: 0, writeUnits: 0)
            for index in table.indexes { index.billing = table.billing }
            table.billingChangedAt = now
            return
        }
        if update.billingMode == "PROVISIONED", update.throughput == nil,
            !table.billing.isProvisioned
        {
            throw .invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode"
                    + " is PROVISIONED")
        }
        guard let throughput = update.throughput else { return }
        guard table.billing.isProvisioned || update.billingMode == "PROVISIONED" else {
            throw .invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode"
                    + " is PAY_PER_REQUEST")
        }
        table.billing = throughput
        table.reads = ThroughputLimits(rate: throughput.readUnits, now: now)
        table.writes = ThroughputLimits(rate: throughput.writeUnits, now: now)
    }

    private func changeIndex(
        of table: LocalTable, _ change: TableUpdate.IndexChange, _ update: TableUpdate,
        now: Instant
    ) throws(ServiceRefusal) {
        switch change {
        case .create(let members):
            try createIndex(of: table, members, update, now: now)
        case .update(let name, let billing):
            let index = try Self.global(name, of: table)
            index.billing = billing
            index.reads = ThroughputLimits(rate: billing.readUnits, now: now)
            index.writes = ThroughputLimits(rate: billing.writeUnits, now: now)
        case .delete(let name):
            let index = try Self.global(name, of: table)
            table.indexes.removeAll { $0 === index }
            let used = Set(
                ([table.schema.key] + table.indexes.map(\.schema.key)).flatMap {
                    $0.attributes.map(\.name)
                })
            table.definitions.removeAll { !used.contains($0.name) }
            renewSchema(of: table)
        }
    }

    private func createIndex(
        of table: LocalTable, _ members: RequestMembers, _ update: TableUpdate, now: Instant
    ) throws(ServiceRefusal) {
        var definitions = table.definitions
        for new in update.definitions {
            if let old = definitions.first(where: { $0.name == new.name }) {
                guard old.kind == new.kind else {
                    throw .invalid("Attribute \(new.name) is defined with another type")
                }
            } else {
                definitions.append(new)
            }
        }
        let definition = try TableDefinition.index(
            members, isGlobal: true, definitions: definitions, tableKey: table.schema.key,
            isProvisioned: table.billing.isProvisioned, tableBilling: table.billing)
        let name = definition.schema.name
        guard table.index(name) == nil else {
            throw .validation(
                "Attempting to create an index which already exists: \(name)")
        }
        guard
            table.indexes.count(where: { $0.schema.isGlobal }) < TableDefinition.globalIndexesMax
        else {
            throw .invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20")
        }
        let used = Set(definition.schema.key.attributes.map(\.name))
        table.definitions = definitions.filter { definition in
            used.contains(definition.name)
                || table.definitions.contains { $0.name == definition.name }
        }
        let activeAt = now.advanced(byMicroseconds: settings.transition.microseconds)
        let index = LocalTable.Index(
            definition.schema, definition.billing, activeAt: activeAt, now: now)
        table.fill(index)
        table.indexes.append(index)
        renewSchema(of: table)
    }

    private func renewSchema(of table: LocalTable) {
        let old = table.schema
        table.schema = TableSchema(
            name: old.name, id: old.id, arn: old.arn, key: old.key,
            indexes: table.indexes.map(\.schema))
    }

    private static func global(
        _ name: String, of table: LocalTable
    ) throws(ServiceRefusal) -> LocalTable.Index {
        guard let index = table.index(name), index.schema.isGlobal else {
            throw .dynamoDB(
                "ResourceNotFoundException",
                "Requested resource not found: Table: \(table.schema.name) Index: \(name) not"
                    + " found")
        }
        return index
    }
}

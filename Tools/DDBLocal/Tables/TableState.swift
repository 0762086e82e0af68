import DDBBase
import DDBJSON

/// Writes and reads what is kept of a table beside its items.
///
/// It is JSON: the members of CreateTable that would make the table, and beside them the members
/// `id`, `createdAt`, `stream`, `lastLabel`, `expiry`, `recoverableSince` and `recoveryDays`.
enum TableState {
    static func write(_ table: LocalTable) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", table.schema.id)
        writer.member("createdAt", Int(table.createdAt.microseconds))
        if let stream = table.stream {
            writer.member("streamLabel", stream.label)
            writer.member("streamViewType", stream.viewType)
        }
        writer.member("lastLabel", table.lastLabel)
        writer.member("expiry", table.expiry?.attribute)
        writer.member("recoverableSince", table.recoverableSince.map { Int($0.microseconds) })
        writer.member("recoveryDays", table.recoveryDays)
        writer.name("create")
        writeCreate(table, to: &writer)
        writer.endObject()
        return writer.takeBytes()
    }

    private static func writeCreate(_ table: LocalTable, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("TableName", table.schema.name)
        writer.attributeDefinitions(of: table)
        writer.keySchema(table.schema.key)
        writer.member(
            "BillingMode", table.billing.isProvisioned ? "PROVISIONED" : "PAY_PER_REQUEST")
        writeUnits(table.billing, to: &writer)
        for isGlobal in [false, true] {
            let indexes = table.indexes.filter { $0.schema.isGlobal == isGlobal }
            guard !indexes.isEmpty else { continue }
            writer.name(isGlobal ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes")
            writer.beginArray()
            for index in indexes { writeIndex(index, to: &writer) }
            writer.endArray()
        }
        writer.member("DeletionProtectionEnabled", table.isProtected)
        writer.member("TableClass", table.tableClass)
        writer.name("Tags")
        writer.beginArray()
        for tag in table.tags {
            writer.beginObject()
            writer.member("Key", tag.key)
            writer.member("Value", tag.value)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func writeUnits(_ billing: LocalTable.Billing, to writer: inout JSONWriter) {
        guard billing.isProvisioned else { return }
        writer.name("ProvisionedThroughput")
        writer.beginObject()
        writer.member("ReadCapacityUnits", billing.readUnits)
        writer.member("WriteCapacityUnits", billing.writeUnits)
        writer.endObject()
    }

    private static func writeIndex(_ index: LocalTable.Index, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.shape(of: index)
        if index.schema.isGlobal { writeUnits(index.billing, to: &writer) }
        writer.endObject()
    }

    /// Makes the table again, without items.
    static func read(
        _ bytes: [UInt8], settings: TableSettings, now: Instant
    ) throws(ServiceRefusal) -> LocalTable {
        let members = try RequestMembers(bytes)
        guard let create = try members.object("create"), let id = try members.string("id") else {
            throw .validation("a table's record lacks its definition")
        }
        let definition = try TableDefinition(create)
        let created = Instant(microseconds: Int64(try members.integer("createdAt") ?? 0))
        let schema = TableSchema(
            name: definition.name, id: id, arn: settings.arn(definition.name),
            key: definition.key, indexes: definition.indexes.map(\.schema))
        let table = LocalTable(definition, schema: schema, now: created, activeAt: created)
        table.isNew = false
        if let label = try members.string("streamLabel"),
            let viewType = try members.string("streamViewType")
        {
            table.stream = LocalTable.Stream(label: label, viewType: viewType)
        }
        table.lastLabel = try members.string("lastLabel")
        if let attribute = try members.string("expiry") {
            table.expiry = LocalTable.Expiry(
                attribute: attribute, wireName: WireName.bytes(attribute))
        }
        table.recoverableSince = try members.integer("recoverableSince").map {
            Instant(microseconds: Int64($0))
        }
        table.recoveryDays = try members.integer("recoveryDays") ?? 35
        return table
    }
}

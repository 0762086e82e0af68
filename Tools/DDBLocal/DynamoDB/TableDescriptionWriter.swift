import DDBBase
import DDBJSON

/// Writes the description of a table, as DescribeTable and its like return it.
struct TableDescriptionWriter {
    let table: LocalTable
    let settings: TableSettings
    let now: Instant

    /// Writes `{"<name>":{...}}`.
    func body(named name: String, status: String? = nil) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(name)
        write(to: &writer, status: status ?? table.status(now: now))
        writer.endObject()
        return writer.takeBytes()
    }

    private func write(to writer: inout JSONWriter, status: String) {
        writer.beginObject()
        writer.attributeDefinitions(of: table)
        writer.member("TableName", table.schema.name)
        writer.keySchema(table.schema.key)
        writer.member("TableStatus", status)
        writer.member("CreationDateTime", milliseconds(table.createdAt))
        writeThroughput(table.billing, to: &writer)
        writer.member("TableSizeBytes", table.items.byteCount)
        writer.member("ItemCount", table.items.count)
        writer.member("TableArn", table.schema.arn)
        writer.member("TableId", table.schema.id)
        if !table.billing.isProvisioned {
            writer.name("BillingModeSummary")
            writer.beginObject()
            writer.member("BillingMode", "PAY_PER_REQUEST")
            writer.member(
                "LastUpdateToPayPerRequestDateTime",
                milliseconds(table.billingChangedAt ?? table.createdAt))
            writer.endObject()
        }
        writeIndexes(isGlobal: false, "LocalSecondaryIndexes", to: &writer)
        writeIndexes(isGlobal: true, "GlobalSecondaryIndexes", to: &writer)
        if let stream = table.stream {
            writer.name("StreamSpecification")
            writer.beginObject()
            writer.member("StreamEnabled", true)
            writer.member("StreamViewType", stream.viewType)
            writer.endObject()
        }
        if let label = table.lastLabel {
            writer.member("LatestStreamLabel", label)
            writer.member("LatestStreamArn", "\(table.schema.arn)/stream/\(label)")
        }
        if let tableClass = table.tableClass {
            writer.name("TableClassSummary")
            writer.beginObject()
            writer.member("TableClass", tableClass)
            writer.endObject()
        }
        writer.member("DeletionProtectionEnabled", table.isProtected)
        writer.endObject()
    }

    private func writeThroughput(_ billing: LocalTable.Billing, to writer: inout JSONWriter) {
        writer.name("ProvisionedThroughput")
        writer.beginObject()
        writer.member("NumberOfDecreasesToday", 0)
        writer.member("ReadCapacityUnits", billing.readUnits)
        writer.member("WriteCapacityUnits", billing.writeUnits)
        writer.endObject()
    }

    private func writeIndexes(isGlobal: Bool, _ name: String, to writer: inout JSONWriter) {
        let indexes = table.indexes.filter { $0.schema.isGlobal == isGlobal }
        guard !indexes.isEmpty else { return }
        writer.name(name)
        writer.beginArray()
        for index in indexes {
            writer.beginObject()
            writer.shape(of: index)
            if isGlobal {
                writer.member("IndexStatus", now < index.activeAt ? "CREATING" : "ACTIVE")
                writeThroughput(index.billing, to: &writer)
            }
            writer.member("IndexSizeBytes", index.items.byteCount)
            writer.member("ItemCount", index.items.count)
            writer.member("IndexArn", "\(table.schema.arn)/index/\(index.schema.name)")
            writer.endObject()
        }
        writer.endArray()
    }

    /// Tables tell times to the millisecond.
    private func milliseconds(_ instant: Instant) -> Instant {
        Instant(milliseconds: instant.milliseconds)
    }
}

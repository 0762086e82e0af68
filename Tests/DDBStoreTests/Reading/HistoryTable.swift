import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBParquet
import DDBStorage
import DDBStore
import Testing

/// A table of changes, laid down row by row without the store's writer.
struct HistoryTable {
    /// A row.
    struct Row {
        var key: String
        var number: Int64?
        var rest: String?
        var time: Int64?
        var event: String?
        var old: String?
        var isDeleted: Int32?
        var sequence: String?
    }

    /// Writes a table `t` of one part.
    static func write(_ rows: [Row], to blobs: any BlobStore, keys: String = "[\"pk\"]")
        async throws
    {
        let schema = try ParquetSchema([
            .primitive("pk", .optional, .byteArray, .string),
            .primitive("n", .optional, .int64, .integer(bitWidth: 64, isSigned: true)),
            .primitive(
                "_timestamp", .optional, .int64, .timestamp(.microseconds, isAdjustedToUTC: true)),
            .primitive("_event_type", .optional, .byteArray, .string),
            .primitive("_old_record", .optional, .byteArray, .string),
            .primitive("_is_deleted", .optional, .int32, .integer(bitWidth: 32, isSigned: true)),
            .primitive("_sequence", .optional, .byteArray, .string),
            .primitive("_rest", .optional, .byteArray, .string),
        ])
        var writer = try ParquetWriter(schema: schema)
        try writer.writeRowGroup(
            rowCount: rows.count,
            columns: [
                texts(rows.map(\.key)), numbers(rows.map(\.number)), numbers(rows.map(\.time)),
                texts(rows.map(\.event)), texts(rows.map(\.old)),
                LeafColumn(
                    definitionLevels: rows.map { $0.isDeleted == nil ? 0 : 1 },
                    values: .int32(rows.compactMap(\.isDeleted))), texts(rows.map(\.sequence)),
                texts(rows.map(\.rest)),
            ])
        _ = try writer.finish()
        let bytes = writer.takeBytes()
        _ = try await blobs.put("t/part-1.parquet", bytes, condition: .always)
        func field(_ name: String, _ type: DeltaType, _ holds: String? = nil) -> DeltaField {
            var metadata = JSONObject()
            if let holds {
                metadata["ddbkit.attribute"] = .string(name)
                metadata["ddbkit.type"] = .string(holds)
            }
            return DeltaField(name, type, isNullable: true, metadata: metadata)
        }
        let metadata = TableMetadata(
            id: "t",
            schema: DeltaSchema([
                field("pk", .string, "S"), field("n", .long, "N"), field("_timestamp", .timestamp),
                field("_event_type", .string), field("_old_record", .string),
                field("_is_deleted", .integer), field("_sequence", .string),
                field("_rest", .string),
            ]), configuration: ["ddbkit.mode": "history", "ddbkit.keys": keys])
        let file = AddFile(
            path: "part-1.parquet", byteCount: Int64(bytes.count), modificationTime: 5,
            statistics: FileStatistics(rowCount: Int64(rows.count)).text)
        let commit = try TableCommit(
            [.protocolVersion(ProtocolVersion(requiring: [])), .metaData(metadata), .add(file)],
            info: CommitInfo(timestamp: 1000, operation: "WRITE", engine: "test"))
        let outcome = try await DeltaTable(store: blobs, path: "t").commit(commit, onto: nil)
        guard case .committed = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    private static func texts(_ values: [String?]) -> LeafColumn {
        LeafColumn(
            definitionLevels: values.map { $0 == nil ? 0 : 1 },
            values: .byteArray(ByteArrayColumn(values.compactMap(\.self))))
    }

    private static func numbers(_ values: [Int64?]) -> LeafColumn {
        LeafColumn(
            definitionLevels: values.map { $0 == nil ? 0 : 1 },
            values: .int64(values.compactMap(\.self)))
    }
}

import Testing

/// What a table of `delta-golden` is.
struct GoldenTable: Sendable, CustomTestStringConvertible {
    let name: String
    let version: Int64
    let fileCount: Int
    /// The visible rows; nil where the data files are not part of the vectors.
    let rowCount: Int?
    let partitionColumns: [String]

    init(
        _ name: String, _ version: Int64, files: Int, rows: Int?, by partitionColumns: [String] = []
    ) {
        self.name = name
        self.version = version
        fileCount = files
        rowCount = rows
        self.partitionColumns = partitionColumns
    }

    var testDescription: String { name }

    /// As deltalake 1.6.6 (versions, files, partition columns) and DuckDB 1.5.5's `delta_scan`
    /// (rows) see them; both gave the same rows where both could read.
    static let all = [
        GoldenTable("124-decimal-decode-bug", 0, files: 2, rows: 1),
        GoldenTable("125-iterator-bug", 11, files: 12, rows: 5),
        GoldenTable("basic-decimal-table", 0, files: 4, rows: 4, by: ["part"]),
        GoldenTable("basic-decimal-table-legacy", 0, files: 4, rows: 4, by: ["part"]),
        GoldenTable("basic-with-inserts-deletes-checkpoint", 13, files: 7, rows: 41),
        GoldenTable("basic-with-inserts-merge", 1, files: 1, rows: 140),
        GoldenTable("basic-with-inserts-overwrite-restore", 3, files: 4, rows: 200),
        GoldenTable("basic-with-inserts-updates", 1, files: 2, rows: 100),
        GoldenTable("basic-with-vacuum-protocol-check-feature", 1, files: 2, rows: 100),
        GoldenTable("checkpoint", 14, files: 1, rows: nil),
        GoldenTable("collations-preview-table", 0, files: 0, rows: 0),
        GoldenTable("collations-table", 0, files: 0, rows: 0),
        GoldenTable(
            "commit-info-containing-arbitrary-operationParams-types", 2, files: 2, rows: 2,
            by: ["month"]),
        GoldenTable("corrupted-last-checkpoint-kernel", 11, files: 2, rows: 100),
        GoldenTable("data-reader-array-complex-objects", 0, files: 2, rows: 10),
        GoldenTable("data-reader-array-primitives", 0, files: 2, rows: 10),
        GoldenTable("data-reader-date-types-America/Los_Angeles", 0, files: 2, rows: 1),
        GoldenTable("data-reader-date-types-UTC", 0, files: 2, rows: 1),
        GoldenTable("data-reader-escaped-chars", 2, files: 3, rows: 3, by: ["_2"]),
        GoldenTable("data-reader-map", 0, files: 2, rows: 10),
        GoldenTable("data-reader-nested-struct", 0, files: 2, rows: 10),
        GoldenTable("data-reader-nullable-field-invalid-schema-key", 0, files: 2, rows: 1),
        GoldenTable(
            "data-reader-partition-values", 0, files: 3, rows: 3,
            by: [
                "as_int", "as_long", "as_byte", "as_short", "as_boolean", "as_float",
                "as_double", "as_string", "as_string_lit_null", "as_date", "as_timestamp",
                "as_big_decimal",
            ]),
        GoldenTable("data-reader-primitives", 0, files: 2, rows: 11),
        GoldenTable("data-reader-timestamp_ntz", 1, files: 4, rows: 9, by: ["tsNtzPartition"]),
        GoldenTable(
            "data-reader-timestamp_ntz-id-mode", 1, files: 4, rows: 9,
            by: ["tsNtzPartition"]),
        GoldenTable(
            "data-reader-timestamp_ntz-name-mode", 1, files: 4, rows: 9,
            by: ["tsNtzPartition"]),
        GoldenTable("data-skipping-basic-stats-all-types", 0, files: 1, rows: 1),
        GoldenTable("data-skipping-basic-stats-all-types-checkpoint", 0, files: 1, rows: 1),
        GoldenTable("data-skipping-basic-stats-all-types-columnmapping-id", 0, files: 1, rows: 1),
        GoldenTable("data-skipping-basic-stats-all-types-columnmapping-name", 0, files: 1, rows: 1),
        GoldenTable("data-skipping-change-stats-collected-across-versions", 4, files: 3, rows: 3),
        GoldenTable("data-skipping-partition-and-data-column", 3, files: 4, rows: 4),
        GoldenTable("decimal-various-scale-precision", 0, files: 1, rows: 3),
        GoldenTable("delete-re-add-same-file-different-transactions", 3, files: 2, rows: nil),
        GoldenTable("deltalog-getChanges", 2, files: 0, rows: 0),
        GoldenTable("dv-partitioned-with-checkpoint", 15, files: 15, rows: 35, by: ["part"]),
        GoldenTable("dv-with-columnmapping", 15, files: 15, rows: 35, by: ["part"]),
        GoldenTable(
            "hive/deltatbl-column-names-case-insensitive", 0, files: 4, rows: 10,
            by: ["BarFoo"]),
        GoldenTable("hive/deltatbl-deleted-path", 0, files: 2, rows: 10),
        GoldenTable("hive/deltatbl-incorrect-format-config", 0, files: 2, rows: 10),
        GoldenTable("hive/deltatbl-map-types-correctly", 0, files: 1, rows: 1),
        GoldenTable("hive/deltatbl-non-partitioned", 0, files: 2, rows: 10),
        GoldenTable("hive/deltatbl-not-allow-write", 0, files: 2, rows: 10),
        GoldenTable("hive/deltatbl-partition-prune", 0, files: 5, rows: 5, by: ["date", "city"]),
        GoldenTable("hive/deltatbl-partitioned", 0, files: 4, rows: 10, by: ["c2"]),
        GoldenTable("hive/deltatbl-schema-match", 0, files: 4, rows: 10, by: ["b"]),
        GoldenTable(
            "hive/deltatbl-special-chars-in-partition-column", 0, files: 4, rows: 10,
            by: ["c2"]),
        GoldenTable(
            "hive/deltatbl-touch-files-needed-for-partitioned", 0, files: 4, rows: 10,
            by: ["c2"]),
        GoldenTable("kernel-timestamp-INT96", 0, files: 5, rows: 5, by: ["part"]),
        GoldenTable("kernel-timestamp-PST", 0, files: 5, rows: 5, by: ["part"]),
        GoldenTable("kernel-timestamp-TIMESTAMP_MICROS", 0, files: 5, rows: 5, by: ["part"]),
        GoldenTable("kernel-timestamp-TIMESTAMP_MILLIS", 0, files: 5, rows: 5, by: ["part"]),
        GoldenTable("kernel-timestamp-partition-col-ISO8601", 0, files: 2, rows: 2, by: ["ts"]),
        GoldenTable("log-replay-dv-key-cases", 3, files: 1, rows: 47),
        GoldenTable("log-replay-latest-metadata-protocol", 2, files: 4, rows: 40),
        GoldenTable("log-replay-special-characters", 1, files: 0, rows: 0),
        GoldenTable("log-replay-special-characters-a", 1, files: 0, rows: 0),
        GoldenTable("log-replay-special-characters-b", 0, files: 1, rows: nil),
        GoldenTable("multi-part-checkpoint", 1, files: 10, rows: 31),
        GoldenTable("only-checkpoint-files", 2, files: 7, rows: 25),
        GoldenTable("parquet-all-types", 0, files: 1, rows: 200),
        GoldenTable("snapshot-data0", 0, files: 2, rows: 10),
        GoldenTable("snapshot-data1", 1, files: 4, rows: 20),
        GoldenTable("snapshot-data2", 2, files: 2, rows: 10),
        GoldenTable("snapshot-data2-deleted", 4, files: 3, rows: 20),
        GoldenTable("snapshot-data3", 3, files: 4, rows: 30),
        GoldenTable("snapshot-repartitioned", 5, files: 2, rows: 20),
        GoldenTable("snapshot-vacuumed", 5, files: 2, rows: 20),
        GoldenTable("table-with-columnmapping-mode-id", 0, files: 2, rows: 6),
        GoldenTable("table-with-columnmapping-mode-name", 0, files: 2, rows: 6),
        GoldenTable("time-travel-partition-changes-a", 0, files: 10, rows: 10, by: ["part5"]),
        GoldenTable("time-travel-partition-changes-b", 1, files: 4, rows: 10, by: ["part2"]),
        GoldenTable("time-travel-schema-changes-a", 0, files: 2, rows: 10),
        GoldenTable("time-travel-schema-changes-b", 1, files: 4, rows: 20),
        GoldenTable("time-travel-start", 0, files: 2, rows: 10),
        GoldenTable("time-travel-start-start20", 1, files: 4, rows: 20),
        GoldenTable("time-travel-start-start20-start40", 2, files: 6, rows: 30),
        GoldenTable("type-widening", 2, files: 2, rows: 2),
        GoldenTable("type-widening-nested", 2, files: 2, rows: 2),
        GoldenTable("v2-checkpoint-json", 2, files: 4, rows: 10),
        GoldenTable("v2-checkpoint-parquet", 2, files: 4, rows: 10),
    ]
}

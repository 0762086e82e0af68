import DDBConfiguration
import DDBFiles
public import DDBPipeline

extension ParquetSource {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "parquet", kind: .source,
        summary: "Reads items from Parquet files.",
        description: """
            A row becomes an item, a column an attribute: integers, decimals and floating-point numbers become \
            N with their exact (or shortest) digits; texts, enums, UUIDs, days, times and timestamps S (ISO 8601, \
            with `Z` where the column is in UTC); bytes B; truth values BOOL; lists L; maps and structs M. The \
            option `map` renames columns, types them and adds attributes.

            A row group is a partition, its position the number of its rows that have been read. Row groups are \
            read in parallel, one a lane; a lane holds the columns of one row group in memory. A file that is \
            read must not change.
            """,
        fields: [
            OptionField(
                "path", .list(.string), isRequired: true, example: "orders.parquet",
                summary: "Files, folders with files in `.parquet`, or patterns."),
            OptionField(
                "table", .string, example: "orders",
                summary: "The table that the items belong to."),
        ]
            + MapOptions.fields(nulls: [.write, .drop], nullsByDefault: .write)
            + [
                OptionField(
                    "json", .enumeration(ParquetSettings.JSON.allCases.map(\.rawValue)),
                    default: "text",
                    summary: "Whether columns of the logical type JSON become S, or what their text"
                        + " says."),
                OptionField(
                    "batch-bytes", .byteSize(1024...(64 << 20)), default: "256KiB",
                    isAdvanced: true, summary: "The bytes of items that a batch aims to hold."),
                OptionField(
                    "record-bytes-max", .byteSize(1024...((16 << 20) - 1024)), default: "8MiB",
                    isAdvanced: true, summary: "The largest item."),
                OptionField(
                    "column-bytes-max", .byteSize(1 << 20...4 << 30), default: "1GiB",
                    isAdvanced: true,
                    summary: "The most memory for one column of one row group."),
            ], delivery: .exactlyOnce, ordering: .withinPartition)
}

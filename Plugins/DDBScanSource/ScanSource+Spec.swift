import DDBClientOptions
import DDBConfiguration
public import DDBPipeline

extension ScanSource {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "dynamodb-scan", kind: .source,
        summary: "Reads the items of a table by a parallel scan.",
        description: """
            Segments are read page by page in turns by a few workers, which spreads the load over the table's \
            partitions. Each segment's position is its last evaluated key, so that a scan that was stopped goes \
            on; it keeps the number of segments with which it began, whatever the options say then.

            Reads are consistent unless `consistent` is false, which is half the price. The rate is that of \
            `read-capacity`, else what the table has provisioned, else for an on-demand table its warm \
            throughput, begun slowly.
            """,
        fields: ScanSettings.fields + ClientOptions.fields, delivery: .exactlyOnce,
        ordering: .withinPartition)
}

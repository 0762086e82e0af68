import DDBConfiguration
import DDBDynamoDB

/// The options of a ``ScanSource``.
struct ScanSettings: Sendable {
    /// The bytes of a table for which another segment pays where nobody says how many.
    static let segmentBytes = 64 << 20
    /// The most segments that are chosen from a table's size.
    static let segmentsAutoMax = 1000

    let table: String
    /// nil where the table's size decides.
    let segments: Int?
    let workerCount: Int
    let isConsistent: Bool
    let projection: [String]
    /// In RCU a second.
    let readCapacity: Int?
    let hasSlowStart: Bool
    let pageLimit: Int?

    static let fields: [OptionField] = [
        OptionField("table", .string, isRequired: true, example: "orders", summary: "The table."),
        OptionField(
            "segments", .string, default: "auto", keepsPositions: true, example: "100",
            summary: "Into how many segments the table is divided, 1 to 1,000,000; `auto` goes by"
                + " its size."),
        OptionField(
            "workers", .integer(1...64), default: 5, keepsPositions: true,
            summary: "How many segments are read at once, as far as the pipeline has lanes."),
        OptionField(
            "consistent", .boolean, default: true, keepsPositions: true,
            summary: "Whether reads see every write before them, at twice the price."),
        OptionField(
            "projection", .names, example: "[pk, sk, total]",
            summary: "The attributes that are read; all by default."),
        OptionField(
            "read-capacity", .integer(1...1_000_000_000), keepsPositions: true, example: "500",
            summary: "The most read capacity units a second."),
        OptionField(
            "slow-start", .boolean, default: true, isAdvanced: true, keepsPositions: true,
            summary: "Whether an on-demand table without `read-capacity` is read at its warm"
                + " throughput, and slowly at first; otherwise as fast as it goes."),
        OptionField(
            "page-limit", .integer(1...1_000_000), isAdvanced: true, keepsPositions: true,
            summary: "The most items of a page; by default 1 MB, or 100 items where the rate is"
                + " below 100 units."),
    ]

    init(_ options: Options) throws(ConfigurationError) {
        table = try options.get("table")
        let text: String = try options.get("segments")
        if text == "auto" {
            segments = nil
        } else {
            guard let count = Int(text), (1...1_000_000).contains(count) else {
                throw options.error(
                    .outOfRange, "segments", "It is `auto`, or a number from 1 to 1,000,000.")
            }
            segments = count
        }
        workerCount = try options.get("workers")
        isConsistent = try options.get("consistent")
        projection = try options.find("projection") ?? []
        guard Set(projection.map { Array($0.utf8) }).count == projection.count else {
            throw options.error(.outOfRange, "projection", "An attribute is named twice.")
        }
        readCapacity = try options.find("read-capacity")
        hasSlowStart = try options.get("slow-start")
        pageLimit = try options.find("page-limit")
    }

    /// How many segments a first run has.
    func segmentCount(of table: TableDescription) -> Int {
        if let segments { return segments }
        let bySize = (table.tableSizeBytes ?? 0) / Self.segmentBytes + 1
        return min(max(bySize, workerCount), Self.segmentsAutoMax)
    }
}

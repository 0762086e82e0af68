import DDBBase
import DDBConfiguration
import DDBPipeline
import DDBSchema
import DDBStore

/// The options of a ``StoreSink``.
struct StoreSinkSettings: Sendable {
    /// What comes, and what becomes of it.
    enum Mode: String, CaseIterable {
        case load, changes, history
    }

    var path: String
    var table: String
    var plan: ColumnPlan
    var keys: [AttributeName]?
    var replacesTable: Bool
    var restarts: Bool
    var checkpointInterval: Duration
    var snapshotThreshold: Int?
    var snapshotPath: String?
    var snapshotCount: Int
    var timestamp: Instant?
    var properties: [String: String]
    var mode: Mode
    var cadence: CommitCadence
    var hasOldRecord: Bool

    static let fields: [OptionField] = [
        OptionField(
            "path", .string, isRequired: true, example: "store",
            summary: "The store's folder; it is made where it is absent."),
        OptionField(
            "table", .string, isRequired: true, example: "orders", summary: "The table's name."),
        OptionField(
            "mode", .enumeration(Mode.allCases.map(\.rawValue)), default: "load",
            summary: "Whether items make a whole table (`load`), changes keep a table current"
                + " (`changes`), or every change becomes a row (`history`)."),
        OptionField(
            "key", .names, example: "[pk, sk]",
            summary: "The key attributes, partition key first; by default guessed from the items."),
        OptionField(
            "columns", .node, default: "auto",
            summary: "`auto`, `record`, or a map that declares columns as a column file does."),
        OptionField(
            "replace", .boolean, default: false,
            summary: "Whether a load replaces a table of that name; otherwise it is an error."),
        OptionField(
            "commit-interval", .duration(.milliseconds(1)...(.seconds(3600))), default: "1s",
            summary: "The longest that a change waits for its commit; up to ten times as long, and"
                + " 10 s, where a commit costs more for masks than for rows."),
        OptionField(
            "commit-rows", .integer(1...CommitTempo.rowCountMax), default: 10_000, isAdvanced: true,
            summary:
                "The most changes, deletes among them, that wait for a commit; stretched as the"
                + " interval is, though not beyond two million."),
        OptionField(
            "commit-bytes", .byteSize(1...(1 << 40)), default: "256MiB", isAdvanced: true,
            summary: "The most bytes of changes that wait for a commit."),
        OptionField(
            "old-record", .boolean, default: false,
            summary: "Whether a table of mode `changes` gets `_old_record`, the item before its"
                + " last change; a history has it always."),
        OptionField(
            "restart", .boolean, default: false,
            summary: "Whether an unfinished load of the table is given up rather than continued."),
        OptionField(
            "checkpoint-interval", .duration(.milliseconds(1) ... .seconds(86_400)),
            default: "30s", isAdvanced: true,
            summary: "How often a load makes durable what it has, so that a crash costs no more."),
        OptionField(
            "snapshots_trigger_threshold", .integer(1...1_000_000), isAdvanced: true, example: "5",
            summary: "After how many commits of a run a snapshot is made; by default none is."),
        OptionField(
            "snapshots", .string, isAdvanced: true, example: "snapshots",
            summary: "The folder of snapshots, `TABLE-<version>.tar`."),
        OptionField(
            "snapshots_kept", .integer(1...10_000), default: 3, isAdvanced: true,
            summary: "How many of the newest snapshots of the table stay."),
        OptionField(
            "timestamp", .string, isAdvanced: true, example: "2026-01-01T00:00:00Z",
            summary: "The `_timestamp` of items that have no time of their own; by default now."),
        OptionField(
            "properties", .map(.string), isAdvanced: true,
            summary: "Properties of the table, kept in its Delta metadata."),
    ]

    init(_ options: Options) throws {
        path = try options.get("path")
        table = try options.get("table")
        guard TableName.isValid(table) else {
            throw options.error(
                .outOfRange, "table",
                "A table's name has letters, digits, '_', '.' and '-', not '.' first.")
        }
        let keys: [String]? = try options.find("key")
        // Compared by bytes: to String two spellings of one accented letter are the same name.
        let names = keys.map { $0.map { AttributeName($0) } }
        self.keys = names
        if let names, !(1...2).contains(names.count) || Set(names).count != names.count {
            throw options.error(
                .outOfRange, "key", "A table has one key attribute, or two different ones.")
        }
        replacesTable = try options.get("replace")
        mode = try options.choose("mode")
        guard mode == .load || !replacesTable else {
            throw options.error(
                .outOfRange, "replace", "Only the mode `load` replaces tables; remove the option.")
        }
        hasOldRecord = try options.get("old-record")
        guard mode == .changes || !hasOldRecord else {
            throw options.error(
                .outOfRange, "old-record",
                "Only the mode `changes` takes it; remove the option.")
        }
        cadence = CommitCadence(
            interval: try options.get("commit-interval"),
            byteCountMax: try options.get("commit-bytes"),
            rowCountMax: try options.get("commit-rows"))
        restarts = try options.get("restart")
        checkpointInterval = try options.get("checkpoint-interval")
        snapshotThreshold = try options.find("snapshots_trigger_threshold")
        snapshotPath = try options.find("snapshots")
        snapshotCount = try options.get("snapshots_kept")
        if snapshotThreshold != nil, snapshotPath == nil {
            throw options.error(
                .outOfRange, "snapshots", "Snapshots need a folder: set `snapshots`.")
        }
        properties = try options.find("properties") ?? [:]
        if let text: String = try options.find("timestamp") {
            guard let moment = Instant(iso8601: text) else {
                throw options.error(
                    .outOfRange, "timestamp", "A time is written like 2026-01-01T00:00:00Z.")
            }
            timestamp = moment
        }
        plan = try Self.plan(options)
    }

    private static func plan(_ options: Options) throws -> ColumnPlan {
        let node: ConfigurationNode = try options.get("columns")
        if node.entries != nil { return .declared(try ColumnFile.columns(node)) }
        if case .scalar(let word) = node.content {
            if word.text == "auto" { return .automatic }
            if word.text == "record" { return .record }
        }
        throw options.error(
            .outOfRange, "columns",
            "Columns are `auto`, `record`, or a map with `keys` and `columns`.")
    }
}

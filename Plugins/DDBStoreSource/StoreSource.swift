import DDBBase
public import DDBConfiguration
public import DDBPipeline
import DDBStorage
import DDBStore

/// Gives the items of a table of a store back, as DynamoDB JSON equal to what was loaded.
///
/// A partition is a part, its position the number in it of the next row to read. Rows that are
/// masked are left out. Of a table of changes it gives the changes. The table is read at the
/// version that it has when the source is opened.
public struct StoreSource: SourceComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "store", kind: .source,
        summary: "Reads the items of a table of a local store.",
        description: """
            Items come back equal to what was loaded: columns and `_rest` are put together again. The table \
            is read at one version, the newest or the one named. Only current items come: what was overwritten \
            or deleted does not. A table in the mode `history` gives its changes, in the order of its rows.
            """,
        fields: [
            OptionField(
                "path", .string, isRequired: true, example: "store", summary: "The store's folder."),
            OptionField(
                "table", .string, isRequired: true, example: "orders",
                summary: "The table's name."),
            OptionField(
                "version", .integer(), summary: "The version to read; by default the newest."),
            OptionField(
                "as-of", .string, example: "2026-01-01T00:00:00Z",
                summary:
                    "The version, or the time whose version, to read: as far as the table keeps"
                    + " them."),
        ],
        delivery: .exactlyOnce, ordering: .withinPartition)

    private let path: String
    private let table: String
    private let point: TablePoint?
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        path = try options.get("path")
        table = try options.get("table")
        point = try Self.point(options)
        self.context = context
    }

    private static func point(_ options: Options) throws -> TablePoint? {
        let version: Int? = try options.find("version")
        let text: String? = try options.find("as-of")
        guard let text else { return version.map { .version(Int64($0)) } }
        guard version == nil else {
            throw options.error(
                .outOfRange, "as-of", "It does not go with `version`: name one of the two.")
        }
        guard let point = TablePoint(text) else {
            throw options.error(.outOfRange, "as-of", "Expected \(TablePoint.forms).")
        }
        return point
    }

    /// Opens the table at its version.
    ///
    /// - Throws: `StoreError` where there is no such table.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let blobs = LocalBlobStore(root: path, pool: context.pool)
        let stored = try await TableStore(blobs).table(table, asOf: point)
        return try StoreSession(table: stored, positions: positions)
    }
}

import DDBBase
public import DDBConfiguration
import DDBExport
public import DDBPipeline
import Logging

/// Gives the items of a DynamoDB export to S3 that lies on disk, or the changes of an incremental
/// one.
///
/// A partition is a data file, its position the line at which to go on, with checksums by which the
/// file is known again. Manifests are checked when
/// the source is opened, and each file's MD5, gzip trailer and count of items when its end is
/// reached, so a sink that commits at the end never commits items of a damaged file.
public struct ExportSource: SourceComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "export", kind: .source,
        summary: "Reads a DynamoDB export to S3 from a folder on disk.",
        description: """
            The folder is the export's own (`01700000000000-abcdef01`), its `manifest-summary.json`, or any \
            folder above it that holds just one export of `export-type`. An incremental export has a record \
            for each item that was written in its window: a put of what it was at the window's end, or a \
            delete. MD5 sums and item counts of the manifests and \
            of every data file are checked. Both of DynamoDB's formats are read, `DYNAMODB_JSON` and `ION`.
            """,
        fields: [
            OptionField(
                "path", .string, isRequired: true, example: "exports/orders",
                summary: "The export's folder, its manifest-summary.json, or a folder above it."),
            OptionField(
                "export-type", .enumeration(ExportType.allCases.map(\.rawValue)),
                default: ConfigurationNode(text: ExportType.full.rawValue),
                summary: """
                    Whether the export is of the whole table, or of what changed in a window; one of the \
                    other type is refused.
                    """),
        ],
        delivery: .exactlyOnce, ordering: .withinPartition)

    /// The types by AWS's names.
    private enum ExportType: String, CaseIterable {
        case full = "FULL_EXPORT"
        case incremental = "INCREMENTAL_EXPORT"

        var kind: ManifestSummary.Kind {
            switch self {
            case .full: .full
            case .incremental: .incremental
            }
        }
    }

    private let path: String
    private let kind: ManifestSummary.Kind
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        path = try options.get("path")
        kind = (ExportType(rawValue: try options.get("export-type")) ?? .full).kind
        self.context = context
    }

    /// Finds the export, reads and checks its manifests.
    ///
    /// - Throws: `ExportError`, also where it is of the other type; or `StorageError`.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let location = try await ExportFinder.find(
            path, preferring: kind, pool: context.pool)
        let export = try await Export(at: location)
        try export.require(kind)
        for warning in export.warnings { context.logger.warning("\(warning)") }
        return try ExportSession(export: export, positions: positions)
    }
}

import DDBBase
public import DDBConfiguration
import DDBExport
public import DDBPipeline
import Logging

/// Gives the items of a full DynamoDB export to S3 that lies on disk.
///
/// A partition is a data file, its position the line at which to go on, with checksums by which the
/// file is known again. Manifests are checked when
/// the source is opened, and each file's MD5, gzip trailer and count of items when its end is
/// reached, so a sink that commits at the end never commits items of a damaged file.
public struct ExportSource: SourceComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "export", kind: .source,
        summary: "Reads a full DynamoDB export to S3 from a folder on disk.",
        description: """
            The folder is the export's own (`01700000000000-abcdef01`), its `manifest-summary.json`, or any \
            folder above it that holds just one full export. MD5 sums and item counts of the manifests and \
            of every data file are checked. Both of DynamoDB's formats are read, `DYNAMODB_JSON` and `ION`.
            """,
        fields: [
            OptionField(
                "path", .string, isRequired: true, example: "exports/orders",
                summary: "The export's folder, its manifest-summary.json, or a folder above it.")
        ],
        delivery: .exactlyOnce, ordering: .withinPartition)

    private let path: String
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        path = try options.get("path")
        self.context = context
    }

    /// Finds the export, reads and checks its manifests.
    ///
    /// - Throws: `ExportError`, or `StorageError`.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let location = try await ExportFinder.find(path, pool: context.pool)
        let export = try await Export(at: location)
        try export.checkReadable()
        for warning in export.warnings { context.logger.warning("\(warning)") }
        return try ExportSession(export: export, positions: positions)
    }
}

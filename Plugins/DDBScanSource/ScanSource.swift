import DDBBase
import DDBClientCore
import DDBClientOptions
public import DDBConfiguration
import DDBDynamoDB
public import DDBPipeline
import DDBSTS
import Logging

/// Gives the items of a table by a scan in parallel segments.
///
/// A partition is a segment, named `TABLE-ID/SEGMENT/SEGMENTS`; its position is the last evaluated
/// key. How many segments there are is decided by the first run: a scan that goes on keeps them.
/// What is written while the scan runs may be in it or not.
public struct ScanSource: SourceComponent {
    private let settings: ScanSettings
    private let clients: ClientOptions
    private let context: ComponentContext

    /// Creates the source from validated options.
    ///
    /// - Throws: `ConfigurationError`, or `CredentialsError`, where options contradict each other.
    public init(options: Options, context: ComponentContext) throws {
        settings = try ScanSettings(options)
        clients = try ClientOptions(options)
        self.context = context
    }

    /// Describes the table and begins to scan it.
    ///
    /// - Throws: `PipelineError` where the positions are of another table; `ClientError`,
    ///   `SettingsError`, `CredentialsError`.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let clients = try await self.clients.connect(context)
        let client = DynamoDBClient(
            settings: try await clients.settings(for: .dynamoDB), components: clients.components)
        let table = try await client.describeTable(
            DescribeTableRequest(tableName: settings.table)
        ).table
        let plan = try SegmentPlan(
            table: table.tableID ?? table.tableName, positions: positions,
            segmentCount: settings.segmentCount(of: table))
        context.logger.debug(
            "scanning",
            metadata: ["table": "\(settings.table)", "segments": "\(plan.segmentCount)"])
        return ScanSession(
            plan, pages: ScanPages(settings, table: table, client: client, time: context.time),
            workerCount: settings.workerCount, table: table)
    }
}

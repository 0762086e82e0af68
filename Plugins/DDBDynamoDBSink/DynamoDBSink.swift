import DDBAttributes
import DDBClientOptions
public import DDBConfiguration
public import DDBPipeline

/// Writes items into a DynamoDB table, as puts and deletes in batches.
///
/// Writes of one key take effect in the order in which they came, however many requests are under
/// way. What DynamoDB throttles or leaves unprocessed is sent again; what it never takes goes into
/// the file of dead letters or is rejected.
public struct DynamoDBSink: SinkComponent {
    private let settings: DynamoDBSinkSettings
    private let clients: ClientOptions
    private let context: ComponentContext
    private let journal: (any WriteJournal)?
    let latest = LatestRun()

    /// Creates the sink from validated options.
    ///
    /// - Throws: `ConfigurationError`, or `CredentialsError`, where options contradict each other.
    public init(options: Options, context: ComponentContext) throws {
        try self.init(options: options, context: context, journal: nil)
    }

    /// Creates the sink from validated options, with a journal of what is settled.
    ///
    /// - Parameter journal: Is told of every record that is settled before any later write of its
    ///   key is sent, and tells which were settled by an earlier run; nil for none.
    /// - Throws: As ``init(options:context:)``.
    public init(
        options: Options, context: ComponentContext, journal: (any WriteJournal)?
    ) throws {
        settings = try DynamoDBSinkSettings(options)
        clients = try ClientOptions(options)
        self.context = context
        self.journal = journal
    }

    /// Finds the table, or creates it, and begins to write.
    ///
    /// - Throws: `PipelineError` where there is no such table, its key is another than the options
    ///   say, or the file of dead letters cannot be written; `ClientError`, `SettingsError`,
    ///   `CredentialsError`.
    public func open() async throws -> SinkSession {
        let clients = try await self.clients.connect(
            context, connectionsMax: settings.connectionsMax, readTimeout: settings.readTimeout)
        let table = try await SinkTable.open(settings, clients: clients, context: context)
        let session = try DynamoDBSinkSession(
            settings, table: table, journal: journal,
            deadLetters: try settings.deadLetterPath.map { try DeadLetters(path: $0) },
            context: context)
        try journal?.confirm(target: table.identity)
        try await session.finishIntended()
        session.start()
        latest.set(session)
        return .acknowledging(session)
    }
}

import DDBBase
public import DDBConfiguration
public import DDBPipeline

/// Writes items as lines into a file, which appears when it is complete, or to standard output.
public struct LinesSink: SinkComponent {
    private let settings: LinesSinkSettings
    private let context: ComponentContext

    /// Creates the sink from validated options.
    public init(options: Options, context: ComponentContext) throws {
        settings = try LinesSinkSettings(options: options)
        self.context = context
    }

    /// Opens a hidden file beside the one to be written, or the stream.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sinkFailed` where the file exists and may not be
    ///   replaced, or cannot be created.
    public func open() async throws -> SinkSession {
        let encoder = LineEncoder(format: settings.format, shape: settings.shape)
        if let stream = try OutputFile.stream(path: settings.path) {
            return .acknowledging(StreamLinesSession(stream, encoder: encoder))
        }
        let file = try OutputFile.hidden(
            beside: settings.path, isReplacing: settings.isReplacing,
            name: context.random.uuid())
        return .staging(FileLinesSession(file, encoder: encoder))
    }
}

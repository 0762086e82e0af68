/// A source, transforms, and a sink, ready to run.
///
/// ```swift
/// let pipeline = Pipeline(
///     name: "copy",
///     source: try LinesSource(["path": "a.jsonl"], context: context),
///     transforms: [Anonymize()],
///     sink: try LinesSink(["path": "b.jsonl"], context: context))
/// let report = try await PipelineRunner(pipeline, context: context).run()
/// ```
public struct Pipeline: Sendable {
    /// The name, for logs and metrics.
    public var name: String
    /// Where items come from.
    public var source: any SourceComponent
    /// What changes them, in order.
    public var transforms: [any TransformComponent]
    /// Where they go.
    public var sink: any SinkComponent
    /// How the pipeline runs.
    public var settings: PipelineSettings

    /// Creates a pipeline.
    public init(
        name: String = "pipeline", source: any SourceComponent,
        transforms: [any TransformComponent] = [], sink: any SinkComponent,
        settings: PipelineSettings = PipelineSettings()
    ) {
        self.name = name
        self.source = source
        self.transforms = transforms
        self.sink = sink
        self.settings = settings
    }
}

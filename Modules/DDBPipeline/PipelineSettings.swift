public import DDBBase
public import DDBConfiguration

/// How a pipeline runs, whatever its components are.
public struct PipelineSettings: Sendable, Hashable {
    /// How many readers are read at once, each on a thread.
    public var laneCount: Int
    /// The most bytes of batches that lanes hold together; one batch a lane may come on top.
    public var bufferByteCountMax: Int
    /// The most rows of such batches.
    public var bufferRowCountMax: Int
    /// The most batches that an acknowledging sink may have unacknowledged.
    public var inFlightCountMax: Int
    /// How many rejected records a run survives; one more fails it.
    public var rejectCountMax: Int
    /// What to do about more, in a sentence for the error; nil for what the sink's options offer.
    public var rejectRemedy: String?

    /// Creates settings.
    public init(
        laneCount: Int = min(64, ThreadPool.processorCount), bufferByteCountMax: Int = 64 << 20,
        bufferRowCountMax: Int = 1_000_000, inFlightCountMax: Int = 10_000,
        rejectCountMax: Int = 0
    ) {
        self.laneCount = laneCount
        self.bufferByteCountMax = bufferByteCountMax
        self.bufferRowCountMax = bufferRowCountMax
        self.inFlightCountMax = inFlightCountMax
        self.rejectCountMax = rejectCountMax
    }

    /// The settings as options of a configuration.
    public static let fields: [OptionField] = [
        OptionField(
            "lanes", .integer(1...64),
            summary: "How many files, segments or shards are read at once; by default one a"
                + " processor."),
        OptionField(
            "buffer-bytes", .byteSize(1...(1 << 40)), default: "64MiB", isAdvanced: true,
            summary: "The most bytes that all lanes hold together."),
        OptionField(
            "buffer-rows", .integer(1...Int(Int32.max)), default: 1_000_000, isAdvanced: true,
            summary: "The most rows that all lanes hold together."),
        OptionField(
            "in-flight-batches", .integer(1...1_000_000), default: 10_000, isAdvanced: true,
            summary: "The most batches that a sink may have unacknowledged."),
        OptionField(
            "rejects-max", .integer(), default: 0,
            summary: "How many records a sink may reject before the pipeline fails."),
    ]

    /// Creates settings from options that ``fields`` have validated.
    public init(options: Options) throws(ConfigurationError) {
        self.init()
        laneCount = try options.find("lanes") ?? laneCount
        bufferByteCountMax = try options.get("buffer-bytes")
        bufferRowCountMax = try options.get("buffer-rows")
        inFlightCountMax = try options.get("in-flight-batches")
        rejectCountMax = try options.get("rejects-max")
    }
}

public import DDBBase
public import Logging
public import Metrics

/// What a component gets from outside besides its options: log, metrics, time, chance, threads.
public struct ComponentContext: Sendable {
    /// The log; a component adds its own name as metadata.
    public var logger: Logger
    /// Where metrics go.
    public var metrics: any MetricsFactory
    /// The clock.
    public var time: any TimeSource
    /// The random numbers.
    public var random: any RandomSource
    /// Threads for work that blocks outside of lanes; lanes have threads of their own.
    public var pool: ThreadPool
    /// The environment variables.
    public var environment: ProcessEnvironment
    /// What tells the pipeline's source, with its options, from others; nil where nobody says.
    ///
    /// A sink that keeps positions compares it with that of the run that left them.
    public var sourceIdentity: String?

    /// Creates a context.
    ///
    /// - Parameter pool: Threads; by default two of its own.
    public init(
        logger: Logger = Logger(label: "ddbkit"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        time: any TimeSource = SystemTimeSource(),
        random: any RandomSource = SystemRandomSource(),
        pool: ThreadPool? = nil,
        environment: ProcessEnvironment = .system
    ) {
        self.logger = logger
        self.metrics = metrics
        self.time = time
        self.random = random
        self.pool = pool ?? ThreadPool(threadCount: 2)
        self.environment = environment
    }
}

public import DDBBase
public import DDBCredentials
public import DDBHTTP
public import DDBSigV4
public import Logging
public import Metrics

/// What clients work with, as against the settings that they are told: share one among the clients
/// of a process.
public struct ClientComponents: Sendable {
    /// The door to the network.
    public var transport: any Transport
    /// Whose name calls are made in; asked before every attempt, so wrap what fetches in
    /// `RefreshingCredentials`.
    public var credentials: any CredentialsProvider
    /// Where signing keys are kept.
    public var signingKeys: SigningKeyCache
    /// The clock.
    public var time: any TimeSource
    /// Where jitter and ids come from.
    public var random: any RandomSource
    /// Where attempts are told, at the levels debug and warning, never with secrets or values.
    public var logger: Logger
    /// Where attempts are counted.
    public var metrics: any MetricsFactory

    /// Creates components.
    public init(
        transport: any Transport, credentials: any CredentialsProvider,
        time: any TimeSource = SystemTimeSource(), random: any RandomSource = SystemRandomSource(),
        logger: Logger = Logger(label: "ddbkit.aws"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        signingKeys: SigningKeyCache = SigningKeyCache()
    ) {
        self.transport = transport
        self.credentials = credentials
        self.signingKeys = signingKeys
        self.time = time
        self.random = random
        self.logger = logger
        self.metrics = metrics
    }
}

public import DDBHTTP

/// Where and how a client calls its service.
public struct ClientSettings: Sendable, Hashable {
    /// The region, such as `eu-west-1`.
    public var region: String
    /// The server to call instead of AWS's own.
    public var endpoint: Endpoint?
    /// How to try again.
    public var retry: RetrySettings
    /// How long one attempt may take.
    public var timeouts: TransportTimeouts

    /// Creates settings.
    public init(
        region: String, endpoint: Endpoint? = nil, retry: RetrySettings = RetrySettings(),
        timeouts: TransportTimeouts = TransportTimeouts()
    ) {
        self.region = region
        self.endpoint = endpoint
        self.retry = retry
        self.timeouts = timeouts
    }
}

import DDBHTTP
import Synchronization

/// Calls operations of one service: finds the endpoint, signs, sends, checks what comes, and tries
/// again where that helps.
///
/// The clients of single services stand on it; use it directly for an operation that they lack:
///
/// ```swift
/// let client = ServiceClient(.dynamoDB, settings: settings, components: components)
/// let reply = try await client.call(.json("DescribeLimits", body: Array("{}".utf8)))
/// ```
///
/// All calls of a client share its retry quota, its clock correction and, in the mode `adaptive`,
/// its rate; share the client too. It may be used from any task and needs no shutting down.
public final class ServiceClient: Sendable {
    /// The service.
    public let service: Service
    /// Where and how to call it.
    public let settings: ClientSettings
    /// What it works with.
    public let components: ClientComponents

    let rules: RetryRules
    let quota = RetryQuota()
    let limiter: AdaptiveLimiter?
    let skew = Mutex(ClockSkew())
    /// Where calls went, by what that depends on: finding it takes as long as a signature.
    let places = Mutex<[EndpointParameters: ResolvedEndpoint]>([:])
    let metrics: ClientMetrics

    /// How many places are kept: operations times the buckets or tables that they name.
    static let placesMax = 64

    /// Creates a client.
    public init(
        _ service: Service, settings: ClientSettings, components: ClientComponents
    ) {
        self.service = service
        self.settings = settings
        self.components = components
        rules = settings.retry.rules(over: RetryRules.defaults(of: service))
        limiter =
            switch settings.retry.mode {
            case .standard: nil
            case .adaptive: AdaptiveLimiter(time: components.time)
            }
        metrics = ClientMetrics(service: service, factory: components.metrics)
    }

    /// Calls an operation and returns its whole answer, checked and inflated.
    ///
    /// - Throws: ``ClientError``; `CancellationError` when the task is cancelled.
    public func call(_ call: ServiceCall) async throws -> ServiceReply {
        var run = CallRun(client: self, call: call)
        return try await run.perform { response, attemptCount in
            let body = try await ReplyBody.read(response, limit: call.replyBytesMax)
            return ServiceReply(
                status: response.status, headers: response.headers, body: body,
                requestID: requestID(in: response.headers), attemptCount: attemptCount)
        }
    }

    /// Calls an operation and returns the head of its answer, with the body to read.
    ///
    /// Attempts end with the head: what breaks while the body is read is the reader's to mend.
    ///
    /// - Throws: ``ClientError``; `CancellationError` when the task is cancelled.
    public func open(_ call: ServiceCall) async throws -> ServiceStream {
        var run = CallRun(client: self, call: call)
        return try await run.perform { response, attemptCount in
            ServiceStream(
                status: response.status, headers: response.headers, body: response.body,
                requestID: requestID(in: response.headers), attemptCount: attemptCount)
        }
    }
}

extension RetryRules {
    /// The rules of a service, before anyone sets any.
    static func defaults(of service: Service) -> RetryRules {
        service == .dynamoDB || service == .dynamoDBStreams ? .dynamoDB : .standard
    }
}

/// AWS's id of a request, as its services spell it.
func requestID(in headers: HeaderFields) -> String? {
    headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]
}

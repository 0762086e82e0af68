import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBSigV4
import DDBTestKit
import Logging
import Metrics
import Synchronization

/// A clock on which nobody waits: a sleep moves it, and is written down.
final class SkippingTimeSource: TimeSource {
    private struct State {
        var elapsedNanoseconds: UInt64 = 0
        var sleeps: [Duration] = []
    }

    private let start = Instant(microseconds: 1_767_225_600_000_000)
    private let state = Mutex(State())

    var now: Instant {
        start.advanced(byMicroseconds: Int64(clamping: monotonicNanoseconds / 1000))
    }

    var monotonicNanoseconds: UInt64 { state.withLock { $0.elapsedNanoseconds } }

    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(duration)
            let parts = duration.components
            state.elapsedNanoseconds +=
                UInt64(parts.seconds) * 1_000_000_000
                + UInt64(parts.attoseconds / 1_000_000_000)
        }
    }
}

/// Gives numbered keys, a new number after each that was refused.
final class NumberedCredentials: CredentialsProvider {
    let name = "numbered"
    private let number = Mutex(1)

    func credentials() async throws -> Credentials {
        let number = number.withLock { $0 }
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: "AKID\(number)", secretAccessKey: Secret("hidden-secret"),
                sessionToken: Secret("hidden-token")),
            origin: name)
    }

    func invalidate(_ used: Credentials) {
        number.withLock { $0 += 1 }
    }
}

/// Knows its account.
struct AccountCredentials: CredentialsProvider {
    let name = "account"

    func credentials() async throws -> Credentials {
        Credentials(
            signing: SigningCredentials(accessKeyID: "AKID", secretAccessKey: Secret("secret")),
            accountID: "123456789012", origin: name)
    }
}

/// A provider that has nothing.
struct NoCredentials: CredentialsProvider {
    let name = "nothing"

    func credentials() async throws -> Credentials {
        throw CredentialsError(.notFound, "No source gives credentials; run aws configure.")
    }
}

/// Fails in one way.
struct FailingCredentials: CredentialsProvider {
    let name = "failing"
    let code: CredentialsError.Code

    func credentials() async throws -> Credentials {
        throw CredentialsError(code, "The source gives nothing.")
    }
}

extension SeededRandom {
    /// The same jitter in every run.
    static let fixed = SeededRandom(seed: 7)
}

/// Keeps what is logged.
struct CapturingLogHandler: LogHandler {
    final class Lines: Sendable {
        let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
    }

    let captured: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(_ captured: Lines) {
        self.captured = captured
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = "\(event.message) \(event.metadata ?? [:])"
        captured.lines.withLock { $0.append(line) }
    }
}

/// A client, and all that it stands on.
struct Bench {
    let transport: ScriptedTransport
    let time = SkippingTimeSource()
    let credentials = NumberedCredentials()
    let log = CapturingLogHandler.Lines()
    let client: ServiceClient

    init(
        _ steps: [ScriptedTransport.Step], of service: Service = .dynamoDB,
        provider: (any CredentialsProvider)? = nil, retry: RetrySettings = RetrySettings()
    ) throws {
        transport = ScriptedTransport(steps)
        let log = log
        let components = ClientComponents(
            transport: transport, credentials: provider ?? credentials, time: time,
            random: SeededRandom.fixed,
            logger: Logger(label: "test") { _ in CapturingLogHandler(log) },
            metrics: NOOPMetricsHandler.instance)
        var settings = ClientSettings(region: "eu-west-1", retry: retry)
        settings.endpoint = Endpoint(parsing: "http://127.0.0.1:8000")
        client = ServiceClient(service, settings: settings, components: components)
    }

    func header(_ name: String, of exchange: Int) -> String? {
        transport.exchanges[exchange].request.headers[name]
    }
}

extension ScriptedTransport.Step {
    /// An answer in JSON.
    static func json(
        _ status: Int, _ body: String, _ headers: HeaderFields = [:]
    ) -> ScriptedTransport.Step {
        .respond(status: status, headers: headers, body: [Array(body.utf8)])
    }

    /// A refusal in JSON.
    static func refuse(
        _ code: String, _ status: Int = 400, _ headers: HeaderFields = [:]
    ) -> ScriptedTransport.Step {
        .json(
            status, #"{"__type":"com.amazonaws.dynamodb.v20120810#\#(code)","message":"no"}"#,
            headers)
    }
}

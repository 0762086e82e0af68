import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBS3
import DDBSigV4
import DDBStorage
import DDBTestKit
import Synchronization
import Testing

/// A client of S3 over a script.
struct S3Harness {
    let transport: ScriptedTransport
    let time = EagerTimeSource()
    let client: S3Client

    init(
        _ steps: [ScriptedTransport.Step], settings: ObjectSettings = ObjectSettings(),
        endpoint: String? = "http://127.0.0.1:9000", region: String = "eu-west-1",
        attemptsMax: Int? = nil
    ) {
        transport = ScriptedTransport(steps)
        client = S3Client(
            settings: ClientSettings(
                region: region, endpoint: endpoint.flatMap { Endpoint(parsing: $0) },
                retry: RetrySettings(attemptsMax: attemptsMax)),
            objects: settings,
            components: ClientComponents(
                transport: transport, credentials: FixedCredentials(), time: time,
                random: SeededRandom(seed: 7)))
    }

    /// The requests as `METHOD target`.
    var requests: [String] {
        transport.exchanges.map { "\($0.request.method.rawValue) \($0.request.target)" }
    }

    /// The last request.
    func last() throws -> ScriptedTransport.Exchange { try #require(transport.exchanges.last) }
}

struct FixedCredentials: CredentialsProvider {
    let name = "fixed"

    func credentials() async throws -> Credentials {
        Credentials(
            signing: SigningCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret")),
            origin: name)
    }
}

/// Lets nobody wait, and tells how long they would have.
final class EagerTimeSource: TimeSource {
    private let slept = Mutex<[Duration]>([])

    var now: Instant { Instant(microseconds: 1_767_225_600_000_000) }
    var monotonicNanoseconds: UInt64 { 0 }
    var sleeps: [Duration] { slept.withLock { $0 } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        slept.withLock { $0.append(duration) }
        await Task.yield()
    }
}

extension ScriptedTransport.Step {
    /// A response whose body is a text.
    static func reply(
        _ status: Int, _ headers: HeaderFields = [:], _ body: String = ""
    ) -> ScriptedTransport.Step {
        .respond(status: status, headers: headers, body: [Array(body.utf8)])
    }

    /// A response with bytes, and their size in its head.
    static func object(
        _ bytes: [UInt8], status: Int = 200, _ headers: HeaderFields = [:]
    ) -> ScriptedTransport.Step {
        var headers = headers
        headers["content-length"] = String(bytes.count)
        return .respond(status: status, headers: headers, body: [bytes])
    }

    /// A refusal with a document.
    static func refusal(
        _ status: Int, _ code: String, _ headers: HeaderFields = [:], more: String = ""
    ) -> ScriptedTransport.Step {
        .reply(
            status, headers,
            "<Error><Code>\(code)</Code><Message>No.</Message>\(more)</Error>")
    }

    /// A request that may have arrived, and no answer.
    static var lost: ScriptedTransport.Step {
        .fail(TransportError(.idleTimeout, "Nothing came.", delivery: .unknown))
    }
}

/// Expects an error of S3 of a code.
func expect<Value>(
    _ code: S3Error.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as S3Error {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

/// Expects an error of the service of a code.
func expectRefusal<Value>(
    _ code: ClientError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as ClientError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

/// Bytes that differ from one another, from a seed.
func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    let random = SeededRandom(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}

/// A body that comes in pieces.
struct PiecewiseSource: BodySource {
    var pieces: [[UInt8]]
    var byteCount: Int?

    func open() async throws -> any BodyReader { BytesReader(pieces: pieces) }
}

import DDBBase
import DDBClientCore
import DDBCompression
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Synchronization

/// A service on the loopback that checks signatures, session tokens and the time as AWS does, and
/// answers what a test says.
///
/// A request is signed anew from what came, at the moment that it names, with the secret of its
/// access key, and has to have the same `authorization` to the last byte.
final class CheckedService: Sendable {
    /// What the service knows of one access key.
    struct Key {
        var secret = "secret"
        var token: String?
        var isExpired = false
    }

    let server: LoopbackServer

    /// - Parameters:
    ///   - keys: The access keys that are known.
    ///   - clock: The time as the service sees it.
    ///   - answer: Answers a request that proves who makes it; the number counts these from 1.
    init(
        _ service: String = "dynamodb", keys: [String: Key] = ["AKID": Key()],
        clock: @escaping @Sendable () -> Instant = { SystemTimeSource().now },
        answer: @escaping @Sendable (LoopbackRequest, Int) -> LoopbackReply
    ) throws {
        let checks = SignatureChecks(service: service, keys: keys)
        let counter = Counter()
        server = try LoopbackServer { request in
            let now = clock()
            var reply =
                checks.refusal(of: request, at: now) ?? answer(request, counter.next())
            reply.headers.append((name: "date", value: SignatureChecks.date(now)))
            reply.headers.append(
                (name: "x-amzn-requestid", value: "REQUEST\(request.requestNumber)"))
            return reply
        }
    }

    /// Settings for a client of this service.
    var settings: ClientSettings {
        ClientSettings(region: "eu-west-1", endpoint: Endpoint(parsing: server.endpointText))
    }

    /// The operations that were asked for, refused ones too.
    var operations: [String] {
        server.requests.map { request in
            String(request.header("x-amz-target")?.drop { $0 != "." }.dropFirst() ?? "")
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)

        func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }
}

extension LoopbackReply {
    /// A JSON document with its checksum, as DynamoDB sends it.
    static func json(
        _ text: String, status: Int = 200, headers: [(String, String)] = [], isZipped: Bool = false
    ) -> LoopbackReply {
        var body = Array(text.utf8)
        var headers = headers
        if isZipped {
            body = GzipEncoder.encode(body.span.bytes)
            headers.append(("content-encoding", "gzip"))
        }
        headers.append(("content-type", "application/x-amz-json-1.0"))
        headers.append(("x-amz-crc32", String(CRC32.checksum(body.span.bytes))))
        return LoopbackReply(status: status, headers: headers, body: body)
    }

    /// A refusal as DynamoDB words it.
    static func refusal(
        _ code: String, _ more: String = "", status: Int = 400, headers: [(String, String)] = []
    ) -> LoopbackReply {
        json(
            #"{"__type":"com.amazonaws.dynamodb.v20120810#\#(code)","message":"words"\#(more)}"#,
            status: status, headers: headers)
    }

    /// The same reply with a checksum that is not its body's.
    func withWrongChecksum() -> LoopbackReply {
        var reply = self
        reply.headers = headers.map { field in
            field.name == "x-amz-crc32" ? (name: field.name, value: "12345") : field
        }
        return reply
    }
}

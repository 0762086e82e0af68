import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestSupport
import Testing

/// Objects over lines that break, by the real transport.
@Suite(.timeLimit(.minutes(15))) struct BrokenLineTests {
    private static let bytes = sample(1_000_000)

    /// Answers with what is asked for of `bytes`; an answer of more than 100,000 bytes is changed.
    ///
    /// A change knows whether a reader that has the object's tag asks once more: on a slow machine
    /// the first request may have to be sent twice.
    private func server(
        changing change:
            @escaping @Sendable (inout LoopbackReply, _ number: Int, _ isAgain: Bool) -> Void
    ) throws -> LoopbackServer {
        let bytes = Self.bytes
        let checksum = try ObjectChecksum(.crc64nvme, of: bytes.span.bytes)
        return try LoopbackServer { request in
            let ends = request.header("range")?.dropFirst(6).split(separator: "-") ?? []
            let start = ends.first.flatMap { Int($0) } ?? 0
            var reply = LoopbackReply(
                status: start == 0 ? 200 : 206,
                headers: [
                    ("etag", "\"e\""), (ChecksumAlgorithm.crc64nvme.headerName, checksum.text),
                ], body: Array(bytes[start...]))
            if start > 0 {
                reply.headers.append(
                    (
                        name: "content-range",
                        value: "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
                    )
                )
            }
            if reply.body.count > 100_000 {
                change(&reply, request.requestNumber, request.header("if-match") != nil)
            }
            return reply
        }
    }

    private func open(_ server: LoopbackServer) async throws -> S3ObjectReader {
        let client = S3Client(
            settings: ClientSettings(
                region: "eu-west-1", endpoint: Endpoint(parsing: server.endpointText),
                timeouts: TransportTimeouts(idle: .milliseconds(300))),
            objects: ObjectSettings(pauseMax: .milliseconds(1)),
            components: try components("AKIDEXAMPLE", "secret"))
        return try await client.openObject(GetObjectRequest(bucket: "tests", key: "k"))
    }

    @Test func `an object comes whole over a line that breaks in every way`() async throws {
        let server = try server { reply, number, _ in
            switch number % 6 {
            case 1: reply.ending = .cut(afterBodyBytes: 90_001)
            case 2: reply.ending = .reset(afterBodyBytes: 90_001)
            case 3: reply.ending = .hang(afterBodyBytes: 90_001)
            case 4: reply = .closeBeforeHead
            case 5: reply = LoopbackReply(status: 503)
            default: reply = .resetBeforeHead
            }
        }
        defer { server.stop() }
        let reader = try await open(server)
        #expect(reader.isVerifiable)
        let found = try await reader.collect(limit: 2_000_000)
        #expect(found == Self.bytes)
        #expect(server.requestCount > 9)
        let rest = server.requests.filter { $0.header("range")?.hasPrefix("bytes=0-") == false }
        #expect(rest.count > 9 && rest.allSatisfy { $0.header("if-match") == "\"e\"" })
    }

    @Test func `an object that is replaced after a break is not mixed`() async throws {
        let server = try server { reply, _, isAgain in
            if !isAgain {
                // A reset may overtake the head that it follows.
                reply.ending = .cut(afterBodyBytes: 90_001)
            } else {
                reply = LoopbackReply(
                    status: 412, text: "<Error><Code>PreconditionFailed</Code></Error>")
            }
        }
        defer { server.stop() }
        let reader = try await open(server)
        do {
            _ = try await reader.collect(limit: 2_000_000)
            Issue.record("nothing was thrown")
        } catch let error as S3Error {
            #expect(error.code == .changed)
        }
    }

    @Test func `a byte that turns after a break is found`() async throws {
        let server = try server { reply, _, isAgain in
            if !isAgain {
                reply.ending = .cut(afterBodyBytes: 90_001)
            } else {
                reply.body[reply.body.count / 2] ^= 1
            }
        }
        defer { server.stop() }
        let reader = try await open(server)
        do {
            _ = try await reader.collect(limit: 2_000_000)
            Issue.record("nothing was thrown")
        } catch let error as S3Error {
            #expect(error.code == .checksumMismatch)
        }
    }
}

import DDBBase
import DDBClientCore
import DDBCompression
import DDBHTTP
import DDBTestKit
import Testing

@Suite struct ReplyBodyTests {
    private static let text = Array(#"{"TableNames":["a","b"]}"#.utf8)

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        GzipEncoder.encode(bytes.span.bytes)
    }

    private func reply(
        _ body: [UInt8], _ headers: HeaderFields, limit: Int = 1 << 20
    ) async throws -> ServiceReply {
        let steps = Array(
            repeating: ScriptedTransport.Step.respond(status: 200, headers: headers, body: [body]),
            count: 4)
        var call = ServiceCall.json("ListTables", body: [])
        call.replyBytesMax = limit
        return try await Bench(steps).client.call(call)
    }

    @Test func `a compressed body is checked as sent and then inflated`() async throws {
        let wire = Self.gzip(Self.text)
        let reply = try await reply(
            wire,
            [
                "content-encoding": "gzip",
                "x-amz-crc32": String(CRC32.checksum(wire.span.bytes)),
            ])
        #expect(reply.body == Self.text)
    }

    @Test func `a body that would inflate beyond the limit is an error`() async throws {
        let bomb = Self.gzip([UInt8](repeating: 0x20, count: 4 << 20))
        #expect(bomb.count < 1 << 16)
        let error = await #expect(throws: ClientError.self) {
            try await reply(bomb, ["content-encoding": "gzip"])
        }
        #expect(error?.code == .responseTooLarge)
        #expect(error?.attempts == 1)
    }

    @Test func `a body beyond the limit is an error`() async throws {
        let error = await #expect(throws: ClientError.self) {
            try await reply(Self.text, [:], limit: 10)
        }
        #expect(error?.code == .responseTooLarge)
        #expect(error?.attempts == 1)
    }

    @Test func `every truncation of a compressed body is an error`() async throws {
        let wire = Self.gzip(Self.text)
        for count in 1..<wire.count {
            let error = await #expect(throws: ClientError.self, "\(count) bytes") {
                try await reply(Array(wire[..<count]), ["content-encoding": "gzip"])
            }
            #expect(error?.code == .badResponse)
        }
    }

    @Test func `an encoding that nobody asked for is named`() async throws {
        let error = await #expect(throws: ClientError.self) {
            try await reply(Self.text, ["content-encoding": "br"])
        }
        #expect(error?.code == .badResponse)
        #expect(error?.message.contains("'br'") == true)
    }
}

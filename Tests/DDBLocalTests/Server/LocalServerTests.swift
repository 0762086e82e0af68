import DDBBase
import DDBHTTP
import DDBJSON
import DDBLocal
import Testing

@Suite struct LocalServerTests {
    @Test func `a server listens on a free port of the loopback and stops`() async throws {
        let endpoint = try await LocalServer.with { server in server.endpoint }
        #expect(endpoint.hasPrefix("http://127.0.0.1:"))
    }

    @Test func `replies have a checksum and a request id`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            for reply in [
                try await caller.call("ListTables", "{}"), try await caller.call("GetItem", "{}"),
            ] {
                let checksum = CRC32.checksum(reply.bytes.span.bytes)
                #expect(reply.headers["x-amz-crc32"] == String(checksum))
                #expect(reply.headers["x-amzn-requestid"]?.count == 52)
                #expect(reply.headers["content-type"] == "application/x-amz-json-1.0")
            }
        }
    }

    @Test(arguments: [
        ("", "SerializationException"), ("{", "SerializationException"),
        (#"{"TableName":1}"#, "SerializationException"),
        (#"{"TableName":"a\u12"}"#, "SerializationException"),
        (#"{"TableName":"music"} x"#, "SerializationException"),
        (String(repeating: "[", count: 5000), "SerializationException"),
        (String(repeating: #"{"a":"#, count: 5000), "SerializationException"),
        (#"{"TableName":"ab"}"#, "ValidationException"),
    ])
    func `a body that is no request is refused`(body: String, code: String) async throws {
        try await LocalServer.with { server in
            let reply = try await LocalCaller(server).call("DescribeTable", body)
            #expect(reply.status == 400)
            #expect(reply.code == code, "\(reply.text)")
        }
    }

    @Test func `a body over 16 MB is refused and the endpoint lives on`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            let body = String(repeating: " ", count: (16 << 20) + 1)
            let reply = try await caller.call("ListTables", body)
            #expect(reply.status == 413)
            #expect(try await caller.call("ListTables", "{}").status == 200)
        }
    }

    @Test func `an operation that nobody has is refused`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            #expect(try await caller.call("MakeTea", "{}").code == "UnknownOperationException")
            let other = try await caller.call("Anything", "{}", prefix: "Nowhere_1")
            #expect(other.code == "UnknownOperationException")
        }
    }

    @Test func `the admin endpoint names what was probably meant`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            let reply = try await caller.admin("clok")
            #expect(reply.status == 400)
            #expect(reply.message == "There is no '/_ddbkit/clok'; did you mean 'clock'?")
        }
    }

    @Test func `the admin endpoint moves the clock`() async throws {
        var settings = LocalSettings()
        settings.clock = .frozen(at: Instant(iso8601: "2026-01-01T00:00:00Z"))
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            #expect(
                try await caller.admin("clock").text
                    == #"{"now":"2026-01-01T00:00:00Z","factor":0.0}"#)
            let moved = try await caller.admin("clock", #"{"advance":"3h30m"}"#)
            #expect(moved.value["now"]?.string == "2026-01-01T03:30:00Z")
            let back = try await caller.admin("clock", #"{"to":"2026-01-01T00:00:00Z"}"#)
            #expect(back.status == 400)
            #expect(server.clock.now == Instant(iso8601: "2026-01-01T03:30:00Z"))
        }
    }
}

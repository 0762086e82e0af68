import DDBBase
import DDBHTTP
import DDBLocal
import DDBTestKit
import Testing

@Suite struct SignatureTests {
    @Test func `any access key is accepted with the common secret`() async throws {
        try await LocalServer.with { server in
            var caller = try LocalCaller(server)
            caller.accessKeyID = "whoever"
            #expect(try await caller.call("ListTables", "{}").status == 200)
        }
    }

    @Test func `a wrong secret is refused`() async throws {
        try await LocalServer.with { server in
            var caller = try LocalCaller(server)
            caller.secret = "other"
            let reply = try await caller.call("ListTables", "{}")
            #expect(reply.status == 400)
            #expect(reply.code == "InvalidSignatureException")
        }
    }

    @Test func `a body that was not signed is refused`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            var request = try caller.signed("ListTables", "{}")
            request.body = .bytes(Array(#"{"Limit":1}"#.utf8))
            #expect(try await caller.send(request).code == "InvalidSignatureException")
        }
    }

    @Test func `a request without a signature is refused`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            var request = try caller.signed("ListTables", "{}")
            request.headers.removeAll("authorization")
            #expect(try await caller.send(request).code == "MissingAuthenticationTokenException")
        }
    }

    @Test func `half of a signature is refused by what it lacks`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            var request = try caller.signed("ListTables", "{}")
            request.headers["authorization"] =
                "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/dynamodb/aws4_request"
            let reply = try await caller.send(request)
            #expect(reply.code == "IncompleteSignatureException")
            #expect(
                reply.message
                    == "Authorization header requires 'Signature' parameter. Authorization header"
                    + " requires 'SignedHeaders' parameter.")
        }
    }

    @Test func `a key that nobody knows is refused where keys are listed`() async throws {
        var settings = LocalSettings()
        settings.commonSecret = nil
        settings.keys = [AccessKey(id: "AKID", secret: Secret("mine"))]
        try await LocalServer.with(settings) { server in
            var caller = try LocalCaller(server)
            caller.secret = "mine"
            #expect(try await caller.call("ListTables", "{}").status == 200)
            caller.accessKeyID = "other"
            let reply = try await caller.call("ListTables", "{}")
            #expect(reply.code == "UnrecognizedClientException")
        }
    }

    @Test func `a signature of another time is refused with both times`() async throws {
        let machine = ManualTimeSource()
        try await LocalServer.with(machine: machine) { server in
            var caller = try LocalCaller(server)
            caller.time = ManualTimeSource(
                start: machine.now.advanced(byMicroseconds: -301_000_000))
            let reply = try await caller.call("ListTables", "{}")
            #expect(reply.code == "InvalidSignatureException")
            #expect(
                reply.message
                    == "Signature expired: 20251231T235459Z is now earlier than 20251231T235500Z"
                    + " (20260101T000000Z - 5 min.)")
            caller.time = ManualTimeSource(start: machine.now.advanced(byMicroseconds: 299_000_000))
            #expect(try await caller.call("ListTables", "{}").status == 200)
        }
    }

    @Test func `a moved clock does not break signatures`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            server.advanceClock(by: .seconds(3 * 86_400))
            #expect(try await caller.call("ListTables", "{}").status == 200)
        }
    }

    @Test func `without checks nothing need be signed`() async throws {
        var settings = LocalSettings()
        settings.checksSignatures = false
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            var request = try caller.signed("ListTables", "{}")
            request.headers.removeAll("authorization")
            #expect(try await caller.send(request).status == 200)
        }
    }
}

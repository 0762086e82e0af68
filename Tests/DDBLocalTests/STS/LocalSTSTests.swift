import DDBBase
import DDBClientCore
import DDBHTTP
import DDBLocal
import DDBS3
import DDBSTS
import DDBSigV4
import Testing

@Suite struct LocalSTSTests {
    private let role = "arn:aws:iam::111122223333:role/path/reader"

    @Test func `callers are told who they are`() async throws {
        try await LocalServer.with { server in
            let local = try LocalS3(server)
            let root = try await local.tokens.getCallerIdentity()
            #expect(root.account == "000000000000" && root.arn == "arn:aws:iam::000000000000:root")
            let assumed = try await local.tokens.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: "me"))
            let session = try await LocalS3(server, signing: assumed.credentials).tokens
                .getCallerIdentity()
            #expect(session.account == "111122223333" && session.userID.hasSuffix(":me"))
            #expect(session.arn == "arn:aws:sts::111122223333:assumed-role/reader/me")
            #expect(session.arn == assumed.arn)
        }
    }

    @Test func `keys that were handed out open the services until they end`() async throws {
        try await LocalServer.with { server in
            let local = try LocalS3(server)
            let assumed = try await local.tokens.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: "me", durationSeconds: 900))
            let session = try LocalS3(server, signing: assumed.credentials, attemptsMax: 1)
            _ = try await session.tokens.getCallerIdentity()
            let wrong = SigningCredentials(
                accessKeyID: assumed.credentials.accessKeyID,
                secretAccessKey: assumed.credentials.secretAccessKey,
                sessionToken: Secret("other"))
            let refused = await #expect(throws: ClientError.self) {
                try await LocalS3(server, signing: wrong, attemptsMax: 1).tokens
                    .getCallerIdentity()
            }
            #expect(refused?.status == 403)
            server.advanceClock(by: .seconds(901))
            let ended = await #expect(throws: ClientError.self) {
                try await session.tokens.getCallerIdentity()
            }
            #expect(ended?.status == 403)
            await #expect(throws: ClientError.self) {
                try await session.client.bucketRegion("bkt")
            }
        }
    }

    @Test func `a web token needs no signature, and is refused once it has ended`() async throws {
        try await LocalServer.with { server in
            let local = try LocalS3(server, attemptsMax: 1)
            // {"sub":"s","exp":4102444800} is of 2100, the other of 1970.
            let live = "e30.eyJzdWIiOiJzIiwiZXhwIjo0MTAyNDQ0ODAwfQ.x"
            let dead = "e30.eyJzdWIiOiJzIiwiZXhwIjoxfQ.x"
            for token in ["opaque", live] {
                let assumed = try await local.tokens.assumeRoleWithWebIdentity(
                    AssumeRoleWithWebIdentityRequest(
                        roleARN: role, roleSessionName: "web", webIdentityToken: Secret(token)))
                let session = try LocalS3(server, signing: assumed.credentials)
                #expect(try await session.tokens.getCallerIdentity().arn.hasSuffix("/web"))
            }
            let error = await #expect(throws: ClientError.self) {
                _ = try await local.tokens.assumeRoleWithWebIdentity(
                    AssumeRoleWithWebIdentityRequest(
                        roleARN: role, roleSessionName: "web", webIdentityToken: Secret(dead)))
            }
            #expect(error?.status == 400)
        }
    }

    @Test func `faults apply, and are ridden out`() async throws {
        try await LocalServer.with { server in
            server.setFaults(
                try FaultRule.parse("AssumeRole:throttle@1, AssumeRole:500-after@2"))
            let local = try LocalS3(server)
            _ = try await local.tokens.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: "me"))
            #expect(server.faultsShown["AssumeRole:throttle"] == 1)
            #expect(server.faultsShown["AssumeRole:500-after"] == 1)
        }
    }

    @Test func `requests that STS refuses are refused by its names`() async throws {
        try await LocalServer.with { server in
            let local = try LocalS3(server)
            let name = "RoleSessionName=me"
            let cases: [(String, Int, String)] = [
                ("Action=AssumeRole&RoleArn=x&" + name, 400, "ValidationError"),
                ("Action=AssumeRole&" + name, 400, "ValidationError"),
                ("Action=AssumeRole&RoleArn=\(role)", 400, "ValidationError"),
                (
                    "Action=AssumeRole&RoleArn=\(role)&DurationSeconds=5&" + name, 400,
                    "ValidationError"
                ),
                (
                    "Action=AssumeRole&RoleArn=\(role)&ExternalId=x&" + name, 400,
                    "ValidationError"
                ),
                (
                    "Action=AssumeRole&RoleArn=\(role)&ExternalId=a%20b&" + name, 400,
                    "ValidationError"
                ), ("Action=Nothing", 400, "InvalidAction"),
            ]
            let signer = RequestSigner(SigningSettings(region: "eu-west-1", service: "sts"))
            for (form, status, code) in cases {
                let request = TransportRequest(
                    .post, local.endpoint,
                    headers: ["content-type": "application/x-www-form-urlencoded"],
                    body: .bytes(Array((form + "&Version=2011-06-15").utf8)))
                let reply = try await local.deliver(
                    signer.sign(
                        request, with: LocalS3.credentials, at: SystemTimeSource().now
                    ).request)
                #expect(reply.status == status && reply.element("Code") == code, "\(form)")
            }
            let unsigned = TransportRequest(
                .post, local.endpoint,
                headers: ["content-type": "application/x-www-form-urlencoded"],
                body: .bytes(Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)))
            let reply = try await local.deliver(unsigned)
            #expect(
                reply.status == 403 && reply.element("Code") == "MissingAuthenticationToken")
        }
    }
}

import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBSTS
import DDBSigV4
import DDBTestKit
import Testing

@Suite struct STSTests {
    private let role = "arn:aws:iam::111122223333:role/reader"
    private let base = Credentials(
        signing: SigningCredentials(accessKeyID: "AKIDBASE", secretAccessKey: Secret("s")),
        origin: "environment")

    private func settings(_ region: String = "eu-west-1") -> ClientSettings {
        ClientSettings(region: region, endpoint: Endpoint(parsing: "http://127.0.0.1:9000"))
    }

    private func components(_ transport: ScriptedTransport) -> ClientComponents {
        ClientComponents(
            transport: transport, credentials: StaticProvider(), time: PatientTimeSource(),
            random: SeededRandom(seed: 3))
    }

    private func answer(_ operation: String, _ result: String) -> ScriptedTransport.Step {
        reply(
            200,
            "<\(operation)Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                + "<\(operation)Result>\(result)</\(operation)Result><ResponseMetadata>"
                + "<RequestId>r-1</RequestId></ResponseMetadata></\(operation)Response>")
    }

    private func refusal(_ status: Int, _ code: String) -> ScriptedTransport.Step {
        reply(
            status,
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
                + "<Type>Sender</Type><Code>\(code)</Code><Message>No.</Message></Error>"
                + "<RequestId>r-1</RequestId></ErrorResponse>")
    }

    private func reply(_ status: Int, _ body: String) -> ScriptedTransport.Step {
        .respond(
            status: status, headers: ["content-type": "text/xml"], body: [Array(body.utf8)])
    }

    private let keys =
        "<Credentials><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>s/+</SecretAccessKey>"
        + "<SessionToken>t==</SessionToken><Expiration>2026-11-21T04:00:00Z</Expiration>"
        + "</Credentials><AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId>"
        + "<Arn>arn:aws:sts::111122223333:assumed-role/reader/me</Arn></AssumedRoleUser>"

    private func body(_ transport: ScriptedTransport) throws -> String {
        String(decoding: try #require(transport.exchanges.last).body, as: UTF8.self)
    }

    @Test func `a caller is told who they are`() async throws {
        let transport = ScriptedTransport([
            answer(
                "GetCallerIdentity",
                "<Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>AIDA</UserId>"
                    + "<Account>111122223333</Account>")
        ])
        let identity = try await STSClient(
            settings: settings(), components: components(transport)
        ).getCallerIdentity()
        #expect(identity.account == "111122223333" && identity.userID == "AIDA")
        #expect(identity.arn == "arn:aws:iam::111122223333:user/me")
        #expect(try body(transport) == "Action=GetCallerIdentity&Version=2011-06-15")
        let request = try #require(transport.exchanges.first).request
        #expect(request.method == .post && request.target == "/")
        #expect(
            request.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true)
        #expect(request.headers["authorization"]?.contains("/eu-west-1/sts/aws4_request") == true)
    }

    @Test func `a role is taken with all that a request may name`() async throws {
        let transport = ScriptedTransport([answer("AssumeRole", keys)])
        let assumed = try await STSClient(
            settings: settings(), components: components(transport)
        ).assumeRole(
            AssumeRoleRequest(
                roleARN: role, roleSessionName: "me@home", externalID: "x:/+1",
                durationSeconds: 900, serialNumber: "arn:aws:iam::1:mfa/me",
                tokenCode: Secret("123456"), policyARNs: ["arn:aws:iam::aws:policy/ReadOnlyAccess"])
        )
        #expect(assumed.credentials.accessKeyID == "ASIAX")
        #expect(assumed.credentials.secretAccessKey == Secret("s/+"))
        #expect(assumed.credentials.sessionToken == Secret("t=="))
        #expect(assumed.expiration == Instant(iso8601: "2026-11-21T04:00:00Z"))
        #expect(assumed.accountID == "111122223333")
        let expected =
            "Action=AssumeRole&Version=2011-06-15"
            + "&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Freader"
            + "&RoleSessionName=me%40home&DurationSeconds=900&ExternalId=x%3A%2F%2B1"
            + "&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme&TokenCode=123456"
            + "&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess"
        #expect(try body(transport) == expected)
    }

    @Test func `a web identity is exchanged without a signature`() async throws {
        let transport = ScriptedTransport([answer("AssumeRoleWithWebIdentity", keys)])
        let service = STSRoleService(settings: settings(), components: components(transport))
        let credentials = try await service.assumeRoleWithWebIdentity(
            WebIdentityRequest(roleARN: role, sessionName: "me", token: Secret("ey.J.x")))
        #expect(credentials.signing.accessKeyID == "ASIAX")
        #expect(credentials.accountID == "111122223333")
        #expect(credentials.origin.hasPrefix("role arn:aws:iam::"))
        let request = try #require(transport.exchanges.first).request
        #expect(!request.headers.contains(name: "authorization"))
        #expect(try body(transport).hasSuffix("&RoleSessionName=me&WebIdentityToken=ey.J.x"))
    }

    @Test func `a role is taken in the region and with the credentials of the request`()
        async throws
    {
        let transport = ScriptedTransport([answer("AssumeRole", keys)])
        let service = STSRoleService(settings: settings(), components: components(transport))
        let credentials = try await service.assumeRole(
            RoleRequest(roleARN: role, sessionName: "me", region: "us-west-2"), credentials: base)
        #expect(credentials.expiration == Instant(iso8601: "2026-11-21T04:00:00Z"))
        #expect(credentials.origin.hasPrefix("role arn:aws:iam::"))
        let authorization = try #require(transport.exchanges.first).request.headers["authorization"]
        #expect(authorization?.contains("Credential=AKIDBASE/") == true)
        #expect(authorization?.contains("/us-west-2/sts/") == true)
    }

    @Test func `without an endpoint the region has its own host`() async throws {
        let transport = ScriptedTransport([answer("AssumeRole", keys)])
        let service = STSRoleService(
            settings: ClientSettings(region: "eu-west-1"), components: components(transport))
        _ = try await service.assumeRole(
            RoleRequest(roleARN: role, sessionName: "me", region: "eu-central-1"),
            credentials: base)
        let endpoint = try #require(transport.exchanges.first).request.endpoint
        #expect(endpoint == Endpoint(parsing: "https://sts.eu-central-1.amazonaws.com"))
    }

    @Test(arguments: [true, false])
    func `a refusal says what to look at, and no secret`(hasExternalID: Bool) async throws {
        let transport = ScriptedTransport([refusal(403, "AccessDenied")])
        let service = STSRoleService(settings: settings(), components: components(transport))
        do {
            _ = try await service.assumeRole(
                RoleRequest(
                    roleARN: role, sessionName: "me",
                    externalID: hasExternalID ? "between-us" : nil), credentials: base)
            Issue.record("nothing was thrown")
        } catch let error as CredentialsError {
            #expect(error.code == .refused)
            for part in [role, "AccessDenied", "trust policy", "environment", "external id"] {
                #expect(error.message.contains(part), "\(part)")
            }
            #expect(error.message.contains("not given here") == !hasExternalID)
            #expect(!error.message.contains("between-us"))
        }
    }

    @Test func `what a provider of identities cannot say now is asked again`() async throws {
        let transport = ScriptedTransport([
            refusal(400, "IDPCommunicationError"), answer("AssumeRoleWithWebIdentity", keys),
        ])
        let service = STSRoleService(settings: settings(), components: components(transport))
        _ = try await service.assumeRoleWithWebIdentity(
            WebIdentityRequest(roleARN: role, sessionName: "me", token: Secret("ey.J.x")))
        #expect(transport.exchanges.count == 2)
    }

    @Test(arguments: [
        (400, "ExpiredTokenException", CredentialsError.Code.refused),
        (400, "InvalidIdentityToken", .refused), (403, "InvalidClientTokenId", .refused),
        (403, "RegionDisabledException", .refused), (503, "ServiceUnavailable", .unavailable),
        (400, "Throttling", .unavailable),
    ])
    func `other refusals are told apart`(
        status: Int, code: String, expected: CredentialsError.Code
    ) async throws {
        let transport = ScriptedTransport(Array(repeating: refusal(status, code), count: 9))
        let service = STSRoleService(settings: settings(), components: components(transport))
        do {
            _ = try await service.assumeRoleWithWebIdentity(
                WebIdentityRequest(roleARN: role, sessionName: "me", token: Secret("ey.J.SECRET")))
            Issue.record("nothing was thrown")
        } catch let error as CredentialsError {
            #expect(error.code == expected, "\(error)")
            #expect(error.message.contains(role) && !error.message.contains("SECRET"))
        }
    }

    @Test(arguments: [
        "", "<html/>", "<AssumeRoleResponse/>",
        "<AssumeRoleResponse><AssumeRoleResult/>"
            + "</AssumeRoleResponse>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>"
            + "<SecretAccessKey>SECRET</SecretAccessKey><SessionToken/><Expiration>"
            + "2026-11-21T04:00:00Z</Expiration></Credentials></AssumeRoleResult>"
            + "</AssumeRoleResponse>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>"
            + "<SecretAccessKey>SECRET</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
            + "soon</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
    ])
    func `an answer that is none is told, and nothing of it`(text: String) async throws {
        let transport = ScriptedTransport([reply(200, text)])
        let service = STSRoleService(settings: settings(), components: components(transport))
        do {
            _ = try await service.assumeRole(
                RoleRequest(roleARN: role, sessionName: "me"), credentials: base)
            Issue.record("nothing was thrown")
        } catch let error as CredentialsError {
            #expect(error.code == .malformedReply, "\(error)")
            #expect(!"\(error)".contains("SECRET"))
        }
    }

    @Test func `an answer of which a part is missing is told with its request`() async throws {
        let text =
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>"
            + "<SecretAccessKey>SECRET</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
            + "soon</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        let transport = ScriptedTransport([
            .respond(
                status: 200, headers: ["content-type": "text/xml", "x-amzn-requestid": "r-9"],
                body: [Array(text.utf8)])
        ])
        let client = STSClient(settings: settings(), components: components(transport))
        let error = await #expect(throws: ClientError.self) {
            _ = try await client.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: "me"))
        }
        #expect(error?.code == .badResponse && error?.requestID == "r-9")
    }

    @Test func `arguments that the service would refuse are not sent`() async {
        let transport = ScriptedTransport([])
        let client = STSClient(settings: settings(), components: components(transport))
        let good = AssumeRoleRequest(roleARN: role, roleSessionName: "me")
        var bad: [AssumeRoleRequest] = []
        func add(_ change: (inout AssumeRoleRequest) -> Void) {
            var request = good
            change(&request)
            bad.append(request)
        }
        for text in ["", "reader", "arn:aws:iam::1:user/x", "arn:aws:iam::111122223333:role/a b"] {
            add { $0.roleARN = text }
        }
        for text in ["", "a", "a b", "a/b", "\u{E9}\u{E9}", String(repeating: "x", count: 65)] {
            add { $0.roleSessionName = text }
        }
        for text in ["", "a", "a b", "a;b", String(repeating: "x", count: 1225)] {
            add { $0.externalID = text }
        }
        for seconds in [0, -1, 899, 43_201, .max] { add { $0.durationSeconds = seconds } }
        add { $0.serialNumber = "arn:aws:iam::1:mfa/me" }
        add { $0.tokenCode = Secret("123456") }
        for code in ["", "12345", "12345x", "1234567"] {
            add {
                $0.serialNumber = "arn:aws:iam::1:mfa/me"
                $0.tokenCode = Secret(code)
            }
        }
        add {
            $0.policyARNs = Array(repeating: "arn:aws:iam::aws:policy/ReadOnlyAccess", count: 11)
        }
        add { $0.policyARNs = ["ReadOnlyAccess"] }
        for request in bad {
            do {
                _ = try await client.assumeRole(request)
                Issue.record("nothing was thrown for \(request)")
            } catch let error as ClientError {
                #expect(error.code == .invalidCall)
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(transport.exchanges.isEmpty)
    }
}

/// Credentials of a client that brings its own.
private struct StaticProvider: CredentialsProvider {
    let name = "static"

    func credentials() async throws -> Credentials {
        Credentials(
            signing: SigningCredentials(accessKeyID: "AKIDOWN", secretAccessKey: Secret("s")),
            origin: name)
    }
}

/// Lets nobody wait.
private struct PatientTimeSource: TimeSource {
    var now: Instant { Instant(microseconds: 1_795_230_000_000_000) }
    var monotonicNanoseconds: UInt64 { 0 }

    func sleep(for duration: Duration) async throws { try Task.checkCancellation() }
}

import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBSigV4
import DDBTestKit
import Testing

@Suite struct ServiceClientTests {
    private let list = ServiceCall.json("ListTables", body: Array("{}".utf8))

    @Test func `a call of a JSON service is framed and signed`() async throws {
        let bench = try Bench([.json(200, "{}", ["x-amzn-requestid": "R1"])])
        let reply = try await bench.client.call(list)
        #expect(reply.body == Array("{}".utf8))
        #expect(reply.requestID == "R1")
        #expect(reply.attemptCount == 1)
        let request = try #require(bench.transport.exchanges.first).request
        #expect(request.method == .post)
        #expect(request.target == "/")
        #expect(request.headers["content-type"] == "application/x-amz-json-1.0")
        #expect(request.headers["x-amz-target"] == "DynamoDB_20120810.ListTables")
        #expect(request.headers["amz-sdk-request"] == "attempt=1; max=4")
        #expect(request.headers["amz-sdk-invocation-id"]?.count == 36)
        #expect(request.headers["x-amz-security-token"] == "hidden-token")
        let authorization = try #require(request.headers["authorization"])
        #expect(authorization.contains("AKID1/20260101/eu-west-1/dynamodb/aws4_request"))
        #expect(authorization.contains("host;"))
    }

    @Test func `a call of a query service is a form`() async throws {
        let bench = try Bench([.json(200, "<a/>")], of: .sts)
        _ = try await bench.client.call(
            .form("AssumeRole", [QueryItem("RoleArn", "arn:a/b")], signing: .anonymous))
        let exchange = try #require(bench.transport.exchanges.first)
        #expect(
            String(decoding: exchange.body, as: UTF8.self)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aa%2Fb")
        #expect(exchange.request.headers["authorization"] == nil)
    }

    @Test func `every attempt is signed anew and bears its number`() async throws {
        let bench = try Bench([
            .refuse("InternalServerError", 500), .refuse("ThrottlingException"), .json(200, "{}"),
        ])
        let reply = try await bench.client.call(list)
        #expect(reply.attemptCount == 3)
        #expect(bench.header("amz-sdk-request", of: 2) == "attempt=3; max=4")
        #expect(
            bench.header("amz-sdk-invocation-id", of: 0)
                == bench.header("amz-sdk-invocation-id", of: 2))
        #expect(bench.time.sleeps.count == 2)
        #expect(bench.time.sleeps[0] <= .milliseconds(25))
        #expect(bench.time.sleeps[1] <= .seconds(2))
        #expect(bench.header("authorization", of: 0) != bench.header("authorization", of: 2))
    }

    @Test func `a refusal is an error at once`() async throws {
        let bench = try Bench([
            .refuse("ResourceNotFoundException", 400, ["x-amzn-requestid": "R9"])
        ])
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.code == .resourceNotFound)
        #expect(error?.status == 400)
        #expect(error?.requestID == "R9")
        #expect(error?.attempts == 1)
        #expect(error?.delivery == .refused)
        #expect(error?.message.contains("ListTables") == true)
        #expect(error?.message.contains("R9") == true)
    }

    @Test func `an outage ends after the attempts of the service`() async throws {
        let bench = try Bench(Array(repeating: .refuse("InternalServerError", 500), count: 4))
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.attempts == 4)
        #expect(error?.surrender == .attemptsExhausted)
        #expect(error?.delivery == .unknown)
        #expect(bench.transport.remainingStepCount == 0)
    }

    @Test func `a wrong checksum is tried again`() async throws {
        let body = Array("{}".utf8)
        let right = String(CRC32.checksum(body.span.bytes))
        let bench = try Bench([
            .json(200, "{}", ["x-amz-crc32": "1"]), .json(200, "{}", ["x-amz-crc32": right]),
        ])
        #expect(try await bench.client.call(list).attemptCount == 2)
    }

    @Test func `a checksum that stays wrong is an error of its own`() async throws {
        let step = ScriptedTransport.Step.json(200, "{}", ["x-amz-crc32": "x"])
        let bench = try Bench(Array(repeating: step, count: 4))
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.code == .checksumMismatch)
        #expect(error?.delivery == .unknown)
    }

    @Test func `a body that breaks off is tried again`() async throws {
        let cut = TransportError(.bodyTruncated, "The body ended early.")
        let bench = try Bench([
            .breakOff(status: 200, headers: [:], body: [Array("{".utf8)], cut), .json(200, "{}"),
        ])
        #expect(try await bench.client.call(list).attemptCount == 2)
    }

    @Test func `a refusal that breaks off before it says why is tried again`() async throws {
        let cut = TransportError(.bodyTruncated, "The body ended early.")
        let step = ScriptedTransport.Step.breakOff(
            status: 400, headers: [:], body: [Array(#"{"__type":"com.am"#.utf8)], cut)
        let bench = try Bench([step, .json(200, "{}")])
        #expect(try await bench.client.call(list).attemptCount == 2)
        let lasting = try Bench(Array(repeating: step, count: 4))
        let error = await #expect(throws: ClientError.self) {
            try await lasting.client.call(list)
        }
        #expect(error?.code == .transportFailed)
        #expect(error?.status == 400)
        #expect(error?.delivery == .refused)
        // What the status or the head says counts.
        let named = try Bench([
            .breakOff(
                status: 400, headers: ["x-amzn-errortype": "ValidationException"], body: [], cut)
        ])
        let known = await #expect(throws: ClientError.self) { try await named.client.call(list) }
        #expect(known?.code == .validation)
        #expect(known?.attempts == 1)
    }

    @Test func `a request that was surely not sent says so`() async throws {
        let refused = TransportError(
            .connectionFailed, "Nobody listens.", delivery: .notSent)
        let bench = try Bench(Array(repeating: .fail(refused), count: 4))
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.code == .transportFailed)
        #expect(error?.delivery == .notSent)
        #expect(error?.message.contains("Nobody listens.") == true)
    }

    @Test func `ended credentials are fetched anew`() async throws {
        let bench = try Bench([.refuse("ExpiredTokenException"), .json(200, "{}")])
        _ = try await bench.client.call(list)
        #expect(bench.header("authorization", of: 0)?.contains("AKID1/") == true)
        #expect(bench.header("authorization", of: 1)?.contains("AKID2/") == true)
    }

    @Test func `a wrong clock is corrected and stays so`() async throws {
        let bench = try Bench([
            .refuse("RequestExpired", 400, ["date": "Thu, 01 Jan 2026 02:00:00 GMT"]),
            .json(200, "{}"), .json(200, "{}"),
        ])
        _ = try await bench.client.call(list)
        _ = try await bench.client.call(list)
        #expect(bench.header("x-amz-date", of: 0) == "20260101T000000Z")
        #expect(bench.header("x-amz-date", of: 1) == "20260101T020000Z")
        #expect(bench.header("x-amz-date", of: 2) == "20260101T020000Z")
    }

    @Test(arguments: [
        (CredentialsError.Code.unavailable, ClientError.Disposition.retry),
        (.notFound, .reconfigure), (.refused, .reconfigure),
    ])
    func `credentials that are not to be had for now are worth another call`(
        code: CredentialsError.Code, disposition: ClientError.Disposition
    ) async throws {
        let bench = try Bench([], provider: FailingCredentials(code: code))
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.code == .noCredentials)
        #expect(error?.disposition == disposition)
    }

    @Test func `missing credentials are told, and nothing is sent`() async throws {
        let bench = try Bench([], provider: NoCredentials())
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        #expect(error?.code == .noCredentials)
        #expect(error?.message.contains("run aws configure") == true)
        #expect(error?.delivery == .notSent)
        #expect(bench.transport.exchanges.isEmpty)
    }

    @Test func `a cancelled call ends as such`() async throws {
        let bench = try Bench([.hang])
        let call = list
        let task = Task { try await bench.client.call(call) }
        while bench.transport.exchanges.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `an opened answer leaves the body to its reader`() async throws {
        let bench = try Bench(
            [.respond(status: 206, headers: ["etag": "e"], body: [[1], [2]])], of: .s3)
        let stream = try await bench.client.open(
            ServiceCall("GetObject", method: .get, path: "/b/k"))
        #expect(stream.status == 206)
        #expect(try await stream.body.next() == [1])
        #expect(try await stream.body.next() == [2])
        #expect(try await stream.body.next() == nil)
        let hash = bench.header("x-amz-content-sha256", of: 0)
        #expect(hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `nothing secret is logged or told`() async throws {
        let bench = try Bench(Array(repeating: .refuse("InternalServerError", 500), count: 4))
        let error = await #expect(throws: ClientError.self) {
            try await bench.client.call(list)
        }
        var text = bench.log.all.joined(separator: "\n")
        #expect(text.contains("ListTables"))
        if let error {
            text += "\(error)" + String(reflecting: error)
            dump(error, to: &text)
        }
        #expect(!text.contains("hidden"))
        #expect(!text.contains("Signature"))
    }

    @Test func `the account of the credentials leads to a host of its own`() async throws {
        let transport = ScriptedTransport([.json(200, "{}")])
        let components = ClientComponents(
            transport: transport, credentials: AccountCredentials(), time: SkippingTimeSource(),
            random: SeededRandom.fixed)
        let client = ServiceClient(
            .dynamoDB, settings: ClientSettings(region: "eu-west-1"), components: components)
        _ = try await client.call(list)
        let request = try #require(transport.exchanges.first).request
        #expect(request.endpoint.description == "https://123456789012.ddb.eu-west-1.amazonaws.com")
    }

    @Test func `settings that contradict each other are told before anything is sent`()
        async throws
    {
        let transport = ScriptedTransport([])
        var settings = ClientSettings(region: "eu-west-1", usesFIPS: true)
        settings.endpoint = Endpoint(parsing: "http://127.0.0.1:8000")
        let client = ServiceClient(
            .dynamoDB, settings: settings,
            components: ClientComponents(transport: transport, credentials: NumberedCredentials()))
        let error = await #expect(throws: ClientError.self) { try await client.call(list) }
        #expect(error?.code == .invalidCall)
        #expect(error?.message.contains("use_fips_endpoint") == true)
    }
}

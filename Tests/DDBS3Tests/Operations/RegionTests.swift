import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct RegionTests {
    private let head = HeadObjectRequest(bucket: "bkt", key: "k")

    /// The region that a request was signed for.
    private func region(_ exchange: ScriptedTransport.Exchange) -> Substring? {
        exchange.request.headers["authorization"]?.split(separator: "/").dropFirst(2).first
    }

    @Test(
        arguments: [
            .refusal(301, "PermanentRedirect", ["x-amz-bucket-region": "us-west-2"]),
            .refusal(
                301, "PermanentRedirect", ["x-amz-bucket-region": "us-west-2"],
                more: "<Endpoint>evil.example</Endpoint>"),
            .refusal(400, "AuthorizationHeaderMalformed", more: "<Region>us-west-2</Region>"),
            .refusal(
                400, "IllegalLocationConstraintException", ["x-amz-bucket-region": "us-west-2"]),
            .refusal(307, "TemporaryRedirect", ["x-amz-bucket-region": "us-west-2"]),
            .reply(301, ["x-amz-bucket-region": "us-west-2", "location": "http://evil.example/"]),
            .reply(400, ["x-amz-bucket-region": "us-west-2"]),
            .reply(403, ["x-amz-bucket-region": "us-west-2"]),
        ] as [ScriptedTransport.Step])
    func `a bucket of another region is asked for there, and remembered`(
        refusal: ScriptedTransport.Step
    ) async throws {
        let harness = S3Harness([refusal, .object([]), .object([]), .object([])])
        _ = try await harness.client.headObject(head)
        _ = try await harness.client.headObject(head)
        _ = try await harness.client.headObject(HeadObjectRequest(bucket: "other", key: "k"))
        #expect(
            harness.transport.exchanges.map(region)
                == ["eu-west-1", "us-west-2", "us-west-2", "eu-west-1"])
        for exchange in harness.transport.exchanges {
            #expect(exchange.request.endpoint.authority == "127.0.0.1:9000")
        }
    }

    @Test func `a redirect without a region asks for it`() async throws {
        let harness = S3Harness([
            .reply(301), .reply(403, ["x-amz-bucket-region": "ap-south-1"]), .object([]),
        ])
        _ = try await harness.client.headObject(head)
        #expect(harness.requests == ["HEAD /bkt/k", "HEAD /bkt/", "HEAD /bkt/k"])
        #expect(
            harness.transport.exchanges.map(region) == ["eu-west-1", "eu-west-1", "ap-south-1"])
    }

    @Test(arguments: [
        "evil.example/", "a", "", "us-west-2.evil", "US-WEST-2", "-us", "us/..", "eu-west-1",
        "a2345678901234567890123456789012345",
    ])
    func `what is no other region is not followed`(named: String) async throws {
        let refusal = ScriptedTransport.Step.refusal(
            400, "AuthorizationHeaderMalformed", ["x-amz-bucket-region": named])
        let harness = S3Harness([refusal, refusal], attemptsMax: 1)
        await expectRefusal(ClientError.Code("AuthorizationHeaderMalformed")) {
            try await harness.client.listObjectsV2(ListObjectsV2Request(bucket: "bkt"))
        }
        for exchange in harness.transport.exchanges { #expect(region(exchange) == "eu-west-1") }
    }

    @Test func `a second redirect is an error`() async {
        let harness = S3Harness([
            .refusal(301, "PermanentRedirect", ["x-amz-bucket-region": "us-west-2"]),
            .refusal(301, "PermanentRedirect", ["x-amz-bucket-region": "us-east-2"]),
        ])
        await expectRefusal(.permanentRedirect) {
            try await harness.client.listObjectsV2(ListObjectsV2Request(bucket: "bkt"))
        }
    }

    @Test func `other refusals are not redirects`() async {
        let harness = S3Harness([
            .refusal(403, "AccessDenied", ["x-amz-bucket-region": "eu-west-1"]),
            .refusal(404, "NoSuchBucket", ["x-amz-bucket-region": "us-west-2"]),
        ])
        await expectRefusal(.storageAccessDenied) {
            try await harness.client.listObjectsV2(ListObjectsV2Request(bucket: "bkt"))
        }
        await expectRefusal(.noSuchBucket) {
            try await harness.client.listObjectsV2(ListObjectsV2Request(bucket: "bkt"))
        }
        #expect(harness.transport.exchanges.count == 2)
    }

    @Test func `a body in pieces is sent anew to the other region`() async throws {
        let harness = S3Harness([
            .refusal(301, "PermanentRedirect", ["x-amz-bucket-region": "us-west-2"]), .reply(200),
        ])
        let body = RequestBody.stream(PiecewiseSource(pieces: [[1, 2], [3]], byteCount: 3))
        _ = try await harness.client.putObject(
            PutObjectRequest(bucket: "bkt", key: "k", body: body))
        for exchange in harness.transport.exchanges {
            #expect(exchange.body.count > 3)
            #expect(exchange.body.firstRange(of: [1, 2, 3]) != nil)
        }
    }

    @Test func `a bucket tells its region`() async throws {
        let location = "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        let harness = S3Harness([
            .reply(200, ["x-amz-bucket-region": "eu-central-1"]),
            .reply(200), .reply(200, [:], location + "ap-south-1</LocationConstraint>"),
            .reply(200), .reply(200, [:], location + "</LocationConstraint>"),
            .reply(200), .reply(200, [:], location + "EU</LocationConstraint>"),
            .reply(200), .reply(200, [:], "<LocationConstraint/>"),
        ])
        for expected in ["eu-central-1", "ap-south-1", "us-east-1", "eu-west-1", "us-east-1"] {
            #expect(try await harness.client.bucketRegion("bkt") == expected)
        }
    }

    @Test func `without an endpoint the host is made from the region`() async throws {
        let harness = S3Harness(
            [
                .refusal(
                    301, "PermanentRedirect",
                    ["x-amz-bucket-region": "us-west-2", "location": "https://evil.example/"]),
                .object([]),
            ], endpoint: nil)
        _ = try await harness.client.headObject(head)
        let hosts = harness.transport.exchanges.map(\.request.endpoint.host)
        #expect(hosts.count == 2)
        #expect(hosts.first?.hasSuffix("s3.eu-west-1.amazonaws.com") == true)
        #expect(hosts.last?.hasSuffix("s3.us-west-2.amazonaws.com") == true)
    }
}

import DDBBase
import DDBHTTP
import DDBJSON
import DDBS3
import DDBTestKit
import DDBTestSupport
import Testing

/// Compares requests with those that botocore makes for the same calls.
@Suite struct RequestGoldenTests {
    private static let key = "a b/+=@:()'*%&,~\u{E9}//../x"

    private static func upload(_ client: S3Client, _ identifier: String) async throws
        -> MultipartUpload
    {
        try await client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
    }

    private static let calls: [String: @Sendable (S3Client) async throws -> Void] = [
        "GetObject": { client in
            _ = try await client.getObject(GetObjectRequest(bucket: "bkt", key: key))
        },
        "GetObject range": { client in
            _ = try await client.getObject(
                GetObjectRequest(
                    bucket: "bkt", key: key, range: .bytes(5..<10), ifMatch: "\"e\"",
                    versionID: "v/1+"))
        },
        "HeadObject": { client in
            _ = try await client.headObject(
                HeadObjectRequest(bucket: "bkt", key: "k", expectedBucketOwner: "111122223333"))
        },
        "ListObjectsV2": { client in
            _ = try await client.listObjectsV2(
                ListObjectsV2Request(
                    bucket: "bkt", prefix: "a/\u{E9} +", delimiter: "/", startAfter: "a/b",
                    maxKeys: 7))
        },
        "ListObjectsV2 token": { client in
            _ = try await client.listObjectsV2(
                ListObjectsV2Request(bucket: "bkt", continuationToken: "1+/=="))
        },
        "PutObject": { client in
            _ = try await client.putObject(
                PutObjectRequest(
                    bucket: "bkt", key: "k", body: .bytes(Array("hello".utf8)),
                    condition: .ifAbsent, metadata: ["Mark": "x"],
                    contentMD5: Hex.decode("5d41402abc4b2a76b9719d911017c592"),
                    encryption: .keyService(keyID: "kid", usesBucketKey: false)))
        },
        "PutObject match": { client in
            _ = try await client.putObject(
                PutObjectRequest(
                    bucket: "bkt", key: "k", body: .bytes([]), condition: .ifMatches(etag: "\"e\""),
                    encryption: .managed))
        },
        "CreateMultipartUpload": { client in _ = try await upload(client, "u") },
        "UploadPart": { client in
            _ = try await client.uploadPart(
                3, of: upload(client, "u+/="), bytes: Array("123456789".utf8))
        },
        "CompleteMultipartUpload": { client in
            _ = try await client.completeMultipartUpload(
                upload(client, "u"),
                parts: [
                    ObjectPart(
                        number: 2, etag: "\"<&\"",
                        checksum: ObjectChecksum(.crc32, text: "AAAAAA==")),
                    ObjectPart(
                        number: 1, etag: "\"e1\"",
                        checksum: ObjectChecksum(.crc32, text: "y/Q5Jg==")),
                ], condition: .ifAbsent, byteCount: 9,
                checksum: ObjectChecksum(.crc32, text: "y/Q5Jg=="))
        },
        "AbortMultipartUpload": { client in
            try await client.abortMultipartUpload(upload(client, "u"))
        },
        "ListParts": { client in _ = try await client.listParts(of: upload(client, "u")) },
        "DeleteObject": { client in
            try await client.deleteObject(
                DeleteObjectRequest(bucket: "bkt", key: "k", versionID: "v"))
        },
        "DeleteObjects": { client in
            _ = try await client.deleteObjects(
                DeleteObjectsRequest(
                    bucket: "bkt", keys: ["a<b>&\"'\t\r\n", "\u{E9}/caf\u{65}\u{301}", " "]))
        },
        "GetBucketLocation": { client in _ = try await client.bucketLocation("bkt") },
        "HeadBucket": { client in _ = try await client.bucketRegion("bkt") },
    ]

    @Test(.enabled(if: TestPython.path != nil))
    func `requests are those of botocore`() async throws {
        let lines = try TestPython.run("s3_requests.py").split(separator: "\n")
        #expect(lines.count == Self.calls.count)
        for line in lines {
            let golden = try JSONValue.parse(String(line))
            let name = try #require(golden["name"]?.string)
            let call = try #require(Self.calls[name], "\(name)")
            let harness = S3Harness([], attemptsMax: 1)
            if name != "CreateMultipartUpload" && Self.needsUpload.contains(name) {
                let identifier = name == "UploadPart" ? "u+/=" : "u"
                harness.transport.append(
                    .reply(
                        200, [:],
                        "<InitiateMultipartUploadResult><UploadId>\(identifier)</UploadId>"
                            + "</InitiateMultipartUploadResult>"))
            }
            // The call fails for want of an answer; what was sent is what matters.
            await #expect(throws: (any Error).self) { try await call(harness.client) }
            try compare(harness.last(), golden, name)
        }
    }

    private static let needsUpload = [
        "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload", "ListParts",
    ]

    private func compare(
        _ exchange: ScriptedTransport.Exchange, _ golden: JSONValue, _ name: String
    ) throws {
        let request = exchange.request
        #expect(request.method.rawValue == golden["method"]?.string, "\(name)")
        let target = try #require(golden["target"]?.string)
        #expect(Self.parts(request.target) == Self.parts(target), "\(name)")
        let expected = try #require(golden["headers"]?.object)
        for (field, value) in expected.members.map({ ($0.name, $0.value.string) })
        where field != "x-amz-checksum-mode" || name == "GetObject" {
            #expect(request.headers[field] == value, "\(name) \(field)")
        }
        // Checksums of whole objects are of no use to ranges, and are asked of heads as well.
        let ours: Set<String> = [
            "x-amz-checksum-mode", "authorization", "x-amz-date", "user-agent",
            "amz-sdk-invocation-id",
            "amz-sdk-request", "content-type",
        ]
        for field in request.headers where !ours.contains(field.name.lowercased()) {
            #expect(expected[field.name.lowercased()] != nil, "\(name) \(field.name)")
        }
        #expect(Hex.encode(exchange.body) == golden["body"]?.string, "\(name)")
    }

    /// The path, where `/bkt` and `/bkt/` name the same bucket, and the parameters in order.
    private static func parts(_ target: String) -> [String] {
        let parts = target.split(separator: "?", maxSplits: 1)
        let path = parts[0] == "/bkt/" ? "/bkt" : String(parts[0])
        return [path]
            + (parts.dropFirst().first?.split(separator: "&").map(String.init).sorted() ?? [])
    }
}

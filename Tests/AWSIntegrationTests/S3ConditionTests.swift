import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct S3ConditionTests {
    private let server: ObjectServer
    private let client: S3Client

    init() throws {
        server = try #require(ObjectServer.all.first { $0.isComplete })
        client = try server.client()
    }

    @Test func `of many that put if absent one writes`() async throws {
        for round in 0..<4 {
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for writer in 0..<8 as Range<UInt8> {
                    group.addTask { [client, server] in
                        do {
                            _ = try await client.putObject(
                                PutObjectRequest(
                                    bucket: server.bucket, key: "conditions/\(round)",
                                    body: .bytes([writer]), condition: .ifAbsent))
                            return true
                        } catch let error as ClientError where error.status == 412 {
                            #expect(error.code == .preconditionFailed)
                            return false
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
        }
    }

    @Test func `tags guard writes, reads and completions`() async throws {
        let bucket = server.bucket
        let key = "conditions/tag"
        let first = try await client.putObject(
            PutObjectRequest(bucket: bucket, key: key, body: .bytes([1])))
        let tag = try #require(first.etag)
        _ = try await client.putObject(
            PutObjectRequest(
                bucket: bucket, key: key, body: .bytes([2]), condition: .ifMatches(etag: tag)))
        await expectRefusal(.preconditionFailed, status: 412) {
            try await client.putObject(
                PutObjectRequest(
                    bucket: bucket, key: key, body: .bytes([3]), condition: .ifMatches(etag: tag)))
        }
        await expectRefusal(.preconditionFailed, status: 412) {
            try await client.getObject(
                GetObjectRequest(bucket: bucket, key: key, ifMatch: tag))
        }
        let upload = try await client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: bucket, key: key))
        let part = try await client.uploadPart(1, of: upload, bytes: [4])
        await expectRefusal(.preconditionFailed, status: 412) {
            try await client.completeMultipartUpload(
                upload, parts: [part], condition: .ifAbsent)
        }
        try await client.abortMultipartUpload(upload)
    }

    @Test func `a stored checksum that is wrong is found on reading`() async throws {
        // moto keeps what it is told, right or wrong.
        let call = ServiceCall(
            "PutObject", method: .put, path: "/conditions/wrong",
            headers: [
                "x-amz-checksum-crc32": "AAAAAA==", "x-amz-sdk-checksum-algorithm": "CRC32",
            ], body: .bytes([1, 2, 3]),
            target: CallTarget(bucket: server.bucket))
        let service = ServiceClient(
            .s3, settings: try server.settings,
            components: try components(server.keys.id, server.keys.secret))
        _ = try await service.call(call)
        let reader = try await client.openObject(
            GetObjectRequest(bucket: server.bucket, key: "conditions/wrong"))
        do {
            _ = try await reader.collect(limit: 100)
            Issue.record("nothing was thrown")
        } catch let error as S3Error {
            #expect(error.code == .checksumMismatch)
        }
    }

    @Test func `who may do nothing is told so`() async throws {
        let moto = try #require(try MotoServer.shared())
        let stranger = S3Client(
            settings: moto.settings, components: try components(moto.stranger))
        await expectRefusal(.storageAccessDenied, status: 403) {
            try await stranger.listObjectsV2(ListObjectsV2Request(bucket: server.bucket))
        }
    }

    @Test func `a bucket with dots in its name stands in the path`() async throws {
        let bucket = MotoServer.buckets[1]
        _ = try await client.putObject(
            PutObjectRequest(bucket: bucket, key: "k", body: .bytes([1])))
        #expect(try await client.bucketRegion(bucket) == server.settings.region)
        #expect(try await client.bucketLocation(bucket) == server.settings.region)
    }
}

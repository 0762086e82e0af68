import DDBHTTP
import DDBLocal
import DDBS3
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

@Suite struct LocalS3PersistenceTests {
    @Test func `buckets, objects and uploads survive restarts`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        let large = sampleBytes(6 << 20)
        let upload = try await LocalServer.with(settings) { server in
            let s3 = try LocalS3(server)
            for bucket in ["bkt", "gone"] { try await s3.createBucket(bucket) }
            #expect(try await s3.send(.delete, "/gone").status == 204)
            _ = try await s3.send(.put, "/bkt/a", headers: ["x-amz-meta-m": "v"], body: [1])
            _ = try await s3.send(.put, "/bkt/a", headers: ["x-amz-meta-m": "w"], body: [1, 2])
            _ = try await s3.send(.put, "/bkt/b", body: [1])
            _ = try await s3.send(.delete, "/bkt/b")
            let upload = try await s3.client.createMultipartUpload(
                CreateMultipartUploadRequest(bucket: "bkt", key: "large"))
            _ = try await s3.client.uploadPart(1, of: upload, bytes: large)
            return upload
        }
        try await LocalServer.with(settings) { server in
            let s3 = try LocalS3(server)
            #expect(try await s3.send(.head, "/gone").status == 404)
            #expect(try await s3.send(.head, "/bkt/b").status == 404)
            let head = try await s3.send(.head, "/bkt/a").headers
            #expect(head["content-length"] == "2" && head["x-amz-meta-m"] == "w")
            let parts = try await s3.client.listParts(of: upload)
            let part = try await s3.client.uploadPart(2, of: upload, bytes: [7])
            _ = try await s3.client.completeMultipartUpload(
                upload, parts: parts + [part], condition: .ifAbsent)
        }
        try await LocalServer.with(settings) { server in
            let s3 = try LocalS3(server)
            let store = try S3BlobStore(client: s3.client, bucket: "bkt")
            #expect(try await store.read("large") == large + [7])
        }
    }

    @Test func `a damaged file is an error that names it`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        try await LocalServer.with(settings) { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            _ = try await s3.send(.put, "/bkt/a", body: sampleBytes(100))
        }
        let objects = folder.path + "/s3/bkt/objects"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: objects).first)
        let file = URL(fileURLWithPath: objects + "/" + name)
        let whole = try Data(contentsOf: file)
        for place in [3, 10, 40, whole.count - 1] {
            var wrong = whole
            wrong[place] ^= 1
            try wrong.write(to: file)
            let same = settings
            let error = await #expect(throws: JournalError.self) {
                _ = try await LocalServer(same)
            }
            #expect(error?.message.contains(name) == true)
        }
    }
}

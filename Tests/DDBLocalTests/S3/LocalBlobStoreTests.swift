import DDBBase
import DDBClientCore
import DDBHTTP
import DDBLocal
import DDBS3
import DDBStorage
import Testing

@Suite struct LocalS3BlobStoreTests {
    @Test func `the blob store writes, reads, lists and deletes`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("lake")
            let store = try S3BlobStore(client: s3.client, bucket: "lake", prefix: "tables")
            let bytes = sampleBytes(100_000)
            #expect(try await store.put("a/b c+%/\u{E9}", bytes, condition: .always) == .written)
            #expect(try await store.read("a/b c+%/\u{E9}") == bytes)
            #expect(
                try await store.read("a/b c+%/\u{E9}", range: 500..<1500)
                    == Array(bytes[500..<1500]))
            for name in ["x/1", "x/2", "y"] {
                #expect(try await store.put(name, [1], condition: .ifAbsent) == .written)
            }
            #expect(try await store.put("y", [2, 2], condition: .ifAbsent) == .exists)
            #expect(try await store.read("y") == [1])
            #expect(try await store.attributes("y")?.byteCount == 1)
            #expect(try await store.attributes("z") == nil)
            #expect(try await store.listAll(prefix: "x/").map(\.path) == ["x/1", "x/2"])
            #expect(try await store.folders(in: "") == ["a", "x"])
            try await store.delete(["x/1", "y", "never"])
            #expect(
                try await store.listAll(prefix: "").map(\.path) == ["a/b c+%/\u{E9}", "x/2"])
        }
    }

    @Test func `of many that put one blob if it is absent exactly one writes`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("lake")
            let store = try S3BlobStore(client: s3.client, bucket: "lake")
            let outcomes = try await withThrowingTaskGroup(of: PutOutcome.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await store.put("one", [UInt8(number)], condition: .ifAbsent)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .written }.count == 1)
        }
    }

    @Test func `a large blob goes in parts and is read in ranges`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("lake")
            let store = try S3BlobStore(
                client: s3.client, bucket: "lake",
                settings: S3BlobStoreSettings(partBytes: 5 << 20))
            let bytes = sampleBytes(11 << 20)
            let writer = try await store.makeWriter("large")
            for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
                try await writer.append(Array(bytes[start..<min(start + 1 << 20, bytes.count)]))
            }
            try await writer.finish()
            let head = try await s3.client.headObject(
                HeadObjectRequest(bucket: "lake", key: "large"))
            #expect(head.etag?.hasSuffix("-3\"") == true)
            #expect(try await store.read("large") == bytes)
            let reader = try await store.openReader("large")
            // A reader blocks its thread, and the endpoint needs those of the common pool.
            let found = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try reader.read(offset: 6 << 20, count: 100)
            }
            #expect(found == Array(bytes[(6 << 20)..<(6 << 20) + 100]))
        }
    }

    @Test func `the client rides out faults, and its blobs are as they were`() async throws {
        var settings = LocalSettings()
        settings.faults = try FaultRule.parse(
            "PutObject:500@every3, PutObject:reset-after@every4, GetObject:truncate@every3,"
                + " GetObject:throttle@every5, ListObjectsV2:500-after@1,"
                + " HeadObject:reset@every4, DeleteObjects:500@1")
        try await LocalServer.with(settings) { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("lake")
            let store = try S3BlobStore(client: s3.client, bucket: "lake")
            for number in 0..<12 {
                let bytes = sampleBytes(3000, seed: UInt64(number))
                #expect(
                    try await store.put("b\(number)", bytes, condition: .ifAbsent) == .written)
                let reader = try await s3.client.openObject(
                    GetObjectRequest(bucket: "lake", key: "b\(number)"))
                var found: [UInt8] = []
                while let piece = try await reader.next() { found += piece }
                #expect(found == bytes)
            }
            #expect(try await store.listAll(prefix: "b").count == 12)
            try await store.delete((0..<12).map { "b\($0)" })
            #expect(try await store.listAll(prefix: "").isEmpty)
            #expect(server.faultsShown["PutObject:reset-after", default: 0] > 0)
            #expect(server.faultsShown["GetObject:truncate", default: 0] > 0)
        }
    }

    @Test func `a checksum that is not that of the object is noticed`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("lake")
            let put = PutObjectRequest(bucket: "lake", key: "x", body: .bytes([1, 2, 3]))
            _ = try await s3.client.putObject(put)
            server.setFaults(try FaultRule.parse("GetObject:crc"))
            let reply = try await s3.client.getObject(GetObjectRequest(bucket: "lake", key: "x"))
            let error = await #expect(throws: S3Error.self) {
                while try await reply.body.next() != nil {}
            }
            #expect(error?.code == .checksumMismatch)
        }
    }
}

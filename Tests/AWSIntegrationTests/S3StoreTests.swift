import DDBBase
import DDBClientCore
import DDBHTTP
import DDBS3
import DDBStorage
import DDBTestSupport
import Testing

/// The stores that `BlobStoreContractTests`, the contract of every store, runs against here.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable () throws -> (store: any BlobStore, scratch: ScratchFolder?)

    /// A prefix a store, so that all can share a bucket.
    static let all: [StoreUnderTest] = ObjectServer.all.filter(\.isComplete).map { server in
        StoreUnderTest(testDescription: server.testDescription) {
            let prefix = "contract/" + SystemRandomSource().uuid()
            return (
                try S3BlobStore(client: try server.client(), bucket: server.bucket, prefix: prefix),
                nil
            )
        }
    }
}

@Suite(.timeLimit(.minutes(15)), .enabled(if: !ObjectServer.all.isEmpty))
struct S3StoreTests {
    @Test(arguments: ObjectServer.all)
    func `a store that takes no notice of conditions is found out`(
        server: ObjectServer
    ) async throws {
        let store = try S3BlobStore(client: server.client(), bucket: server.bucket)
        do {
            try await store.requireConditionalWrites()
            #expect(server.isComplete)
        } catch let error as StorageError {
            #expect(error.code == .unsupported && !server.isComplete, "\(error)")
        }
    }

    @Test(arguments: ObjectServer.all)
    func `a writer of many parts gives the same bytes back`(server: ObjectServer) async throws {
        let store = try S3BlobStore(
            client: server.client(), bucket: server.bucket, prefix: "store",
            settings: S3BlobStoreSettings(partBytes: 5 << 20))
        let writer = try await store.makeWriter("large/blob")
        var bytes: [UInt8] = []
        for number in 0..<17 {
            let piece = sample(1_000_003, seed: UInt64(number))
            bytes += piece
            try await writer.append(piece)
        }
        #expect(try await store.attributes("large/blob") == nil)
        try await writer.finish()
        #expect(try await store.attributes("large/blob")?.byteCount == bytes.count)
        #expect(try await store.read("large/blob") == bytes)
        let reader = try await store.openReader("large/blob")
        let pool = ThreadPool(threadCount: 2)
        let end = bytes.count
        let tail = try await withTaskExecutorPreference(pool) {
            try reader.read(offset: end - 5000, count: 5000)
        }
        #expect(tail == Array(bytes.suffix(5000)))
        let whole = try await withTaskExecutorPreference(pool) {
            var whole: [UInt8] = []
            while whole.count < end {
                whole += try reader.read(
                    offset: whole.count, count: min(1 << 20, end - whole.count))
            }
            return whole
        }
        #expect(whole == bytes)
        try await store.delete("large/blob")
    }

    @Test(.enabled(if: MotoServer.isInstalled))
    func `where a bucket keeps versions an open reader keeps its own`() async throws {
        let server = try #require(ObjectServer.all.first { $0.isComplete })
        let bucket = MotoServer.buckets[1]
        let service = ServiceClient(
            .s3, settings: try server.settings,
            components: try components(server.keys.id, server.keys.secret))
        let document =
            "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<Status>Enabled</Status></VersioningConfiguration>"
        _ = try await service.call(
            ServiceCall(
                "PutBucketVersioning", method: .put, query: [QueryItem("versioning", nil)],
                body: .bytes(Array(document.utf8)), target: CallTarget(bucket: bucket)))
        let store = try S3BlobStore(
            client: server.client(), bucket: bucket, prefix: "versions",
            settings: S3BlobStoreSettings(readerBytesMax: 10))
        let bytes = sample(1000)
        _ = try await store.put("x", bytes, condition: .always)
        let reader = try await store.openReader("x")
        _ = try await store.put("x", sample(500, seed: 2), condition: .always)
        try await store.delete("x")
        let pool = ThreadPool(threadCount: 1)
        let found = try await withTaskExecutorPreference(pool) {
            try reader.read(offset: 0, count: 400) + reader.read(offset: 400, count: 100)
                + reader.read(offset: 500, count: 500)
        }
        #expect(found == bytes)
        #expect(try await store.attributes("x") == nil)
        #expect(try await store.put("x", [1], condition: .ifAbsent) == .written)
    }
}

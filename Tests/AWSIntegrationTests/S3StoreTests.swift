import DDBBase
import DDBClientCore
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

@Suite(.timeLimit(.minutes(3)), .enabled(if: !ObjectServer.all.isEmpty))
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
        try await store.delete("large/blob")
    }
}

import DDBBase
import DDBClientCore
import DDBHTTP
import DDBS3
import DDBStorage
import DDBTestKit
import Testing

@Suite struct S3BlobStoreTests {
    @Test(arguments: [true, false])
    func `a put whose answer is lost counts as written`(keepsMetadata: Bool) async throws {
        let server = MemoryS3(keepsMetadata: keepsMetadata)
        let store = try S3BlobStore(over: server)
        server.fail(0, .answerLost)
        #expect(try await store.put("x", [1, 2], condition: .ifAbsent) == .written)
        #expect(try await store.put("x", [1, 2], condition: .ifAbsent) == .exists)
        #expect(server.object("x")?.bytes == [1, 2])
    }

    @Test(arguments: [[9, 9, 9], [1, 2]] as [[UInt8]])
    func `another's put that comes between is seen, whatever its bytes`(
        bytes: [UInt8]
    ) async throws {
        let server = MemoryS3()
        let store = try S3BlobStore(over: server)
        server.fail(0, .refused(500, "InternalError"))
        server.fail(1, .after { $0.set("x", bytes, metadata: ["ddbkit-write": "another"]) })
        #expect(try await store.put("x", [1, 2], condition: .ifAbsent) == .exists)
        #expect(server.object("x")?.bytes == bytes)
    }

    @Test func `a 412 without doubt needs no reading back`() async throws {
        let server = MemoryS3()
        server.set("x", [1, 2])
        let store = try S3BlobStore(over: server)
        #expect(try await store.put("x", [1, 2], condition: .ifAbsent) == .exists)
        #expect(server.log == ["PUT /bkt/x"])
    }

    @Test func `a conflict of two conditions is tried again, not for ever`() async throws {
        let server = MemoryS3()
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(conflictRetriesMax: 3))
        for number in 0..<3 {
            server.fail(number, .refused(409, "ConditionalRequestConflict"))
        }
        #expect(try await store.put("x", [1], condition: .ifAbsent) == .written)
        let start = server.log.count
        for number in start..<start + 9 {
            server.fail(number, .refused(409, "ConditionalRequestConflict"))
        }
        await #expect(throws: StorageError.self) {
            try await store.put("y", [1], condition: .ifAbsent)
        }
        #expect(server.log.count == start + 4)
    }

    @Test(arguments: [PutCondition.always, .ifAbsent])
    func `a put fails or happens, wherever it is cut`(condition: PutCondition) async throws {
        for fault in [MemoryS3.Fault.unsent, .answerLost, .refused(503, "SlowDown")] {
            for (number, attemptsMax) in [(0, 1), (0, 3), (1, 1), (1, 3), (2, 3)] {
                let server = MemoryS3()
                let store = try S3BlobStore(over: server, attemptsMax: attemptsMax)
                server.fail(number, fault)
                do {
                    let outcome = try await store.put("x", [1, 2], condition: condition)
                    #expect(outcome == .written)
                    #expect(server.object("x")?.bytes == [1, 2])
                } catch let error as StorageError {
                    #expect(
                        error.code == .outcomeUnknown || server.object("x") == nil, "\(error)")
                }
            }
        }
    }

    @Test(arguments: [true, false])
    func `a store that takes no notice of conditions is found out`(heeds: Bool) async throws {
        let server = MemoryS3(heedsConditions: heeds)
        let store = try S3BlobStore(over: server, prefix: "p")
        if heeds {
            try await store.requireConditionalWrites()
        } else {
            await expect(.unsupported) { try await store.requireConditionalWrites() }
        }
        #expect(server.keys == [])
    }

    @Test func `a put that nobody can tell of says so`() async throws {
        let server = MemoryS3()
        let store = try S3BlobStore(over: server, attemptsMax: 1)
        server.fail(0, .answerLost)
        server.fail(1, .unsent)
        await expect(.outcomeUnknown) { try await store.put("x", [1], condition: .ifAbsent) }
    }

    @Test(arguments: [
        (403, "AccessDenied", StorageError.Code.denied), (404, "NoSuchBucket", .notFound),
        (503, "SlowDown", .unavailable), (400, "InvalidArgument", .failed),
    ])
    func `refusals are told in terms of stores`(
        status: Int, code: String, expected: StorageError.Code
    ) async throws {
        let server = MemoryS3()
        let store = try S3BlobStore(over: server, attemptsMax: 1)
        for number in 0..<20 { server.fail(number, .refused(status, code)) }
        await expect(expected) { try await store.read("x") }
        await expect(expected) { try await store.list(prefix: "", startingAfter: nil) }
        await expect(expected) { try await store.folders(in: "") }
        if status < 500 {
            await expect(expected) { try await store.put("x", [], condition: .always) }
            await expect(expected) { try await store.delete("x") }
        }
    }

    @Test func `keys that are no paths do not show`() async throws {
        let server = MemoryS3(pageCountMax: 2)
        for key in ["a/", "a//b", "a/../b", "/c", "d", "e/f/", "e/f/g", "h/.ddbkit-tmp-1"] {
            server.set(key, [1])
        }
        let store = try S3BlobStore(over: server)
        #expect(try await store.listAll(prefix: "").map(\.path) == ["d", "e/f/g"])
        #expect(try await store.folders(in: "") == ["a", "e", "h"])
        #expect(try await store.folders(in: "e") == ["f"])
    }

    @Test func `a large blob is read by its tag`() async throws {
        let server = MemoryS3()
        let bytes = sample(1000)
        server.set("x", bytes)
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(readerBytesMax: 100))
        let reader = try await store.openReader("x")
        #expect(reader.byteCount == 1000)
        let pool = ThreadPool(threadCount: 1)
        try await withTaskExecutorPreference(pool) {
            #expect(try reader.read(offset: 10, count: 500) == Array(bytes[10..<510]))
            #expect(try reader.read(offset: 1000, count: 0) == [])
            #expect(throws: StorageError.self) { try reader.read(offset: 999, count: 2) }
            server.set("x", sample(1000, seed: 2))
            await expect(StorageError.Code.changed) { try reader.read(offset: 0, count: 10) }
            try await store.delete("x")
            await expect(StorageError.Code.changed) { try reader.read(offset: 0, count: 10) }
        }
    }

    @Test func `reads from front to back share one request`() async throws {
        let server = MemoryS3()
        let bytes = sample(1000)
        server.set("x", bytes)
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(requestsMax: 1, readerBytesMax: 100))
        let reader = try await store.openReader("x")
        let pool = ThreadPool(threadCount: 1)
        let found = try await withTaskExecutorPreference(pool) {
            var found: [UInt8] = []
            for offset in stride(from: 0, to: 1000, by: 70) {
                found += try reader.read(offset: offset, count: min(70, 1000 - offset))
                // Others in between do no harm once it runs.
                if offset >= 140 {
                    let other = try reader.read(offset: 5, count: 3)
                    #expect(other == Array(bytes[5..<8]))
                }
            }
            return found
        }
        #expect(found == bytes)
        // The first 70, the rest in one, and the others.
        #expect(server.log.filter { $0.hasPrefix("GET") }.count == 2 + 13)
    }

    @Test func `many threads read one blob at once`() async throws {
        let server = MemoryS3()
        let bytes = sample(100_000)
        server.set("x", bytes)
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(readerBytesMax: 100))
        let reader = try await store.openReader("x")
        let pool = ThreadPool(threadCount: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<8 as Range<UInt64> {
                group.addTask(executorPreference: pool) {
                    let random = SeededRandom(seed: seed)
                    var offset = random.number(below: 50_000)
                    for _ in 0..<40 {
                        let count = 1 + random.number(below: 1000)
                        let found = try reader.read(offset: offset, count: count)
                        #expect(found == Array(bytes[offset..<offset + count]))
                        offset =
                            random.number(below: 4) == 0
                            ? random.number(below: 50_000) : offset + count
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a run over a blob that is replaced ends`() async throws {
        let server = MemoryS3()
        server.set("x", sample(1000))
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(readerBytesMax: 100))
        let reader = try await store.openReader("x")
        let pool = ThreadPool(threadCount: 1)
        try await withTaskExecutorPreference(pool) {
            let first = try reader.read(offset: 0, count: 10)
            #expect(first == Array(sample(1000).prefix(10)))
            server.set("x", sample(1000, seed: 2))
            await expect(StorageError.Code.changed) { try reader.read(offset: 10, count: 10) }
            await expect(StorageError.Code.changed) { try reader.read(offset: 20, count: 10) }
        }
    }

    @Test func `a read that is cancelled ends`() async throws {
        let transport = ScriptedTransport([
            .reply(
                200,
                [
                    "content-length": "1000", "etag": "\"e\"",
                    "last-modified": "Fri, 20 Nov 2026 10:11:12 GMT",
                ]),
            .hang,
        ])
        let store = try S3BlobStore(
            over: transport, settings: S3BlobStoreSettings(readerBytesMax: 100))
        let reader = try await store.openReader("x")
        let pool = ThreadPool(threadCount: 1)
        let task = Task(executorPreference: pool) { try reader.read(offset: 0, count: 10) }
        while transport.exchanges.count < 2 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a blob that is replaced while it is opened is opened anew`() async throws {
        let server = MemoryS3()
        server.set("x", [1])
        let store = try S3BlobStore(over: server)
        server.fail(1, .after { $0.set("x", [2, 2]) })
        let reader = try await store.openReader("x")
        #expect(try reader.read(offset: 0, count: 2) == [2, 2])
        let start = server.log.count
        for number in start..<start + 99 {
            server.fail(number, .after { $0.set("x", [UInt8(truncatingIfNeeded: number)]) })
        }
        await expect(StorageError.Code.changed) { try await store.openReader("x") }
        #expect(server.log.count == start + 10)
    }

    @Test func `a blob over the limit is not read whole`() async throws {
        let server = MemoryS3()
        server.set("x", sample(1000))
        let store = try S3BlobStore(over: server, settings: S3BlobStoreSettings(readBytesMax: 999))
        await expect(.tooLarge) { try await store.read("x") }
        #expect(try await store.read("x", range: 0..<999) == Array(sample(1000).prefix(999)))
    }

    @Test func `no more requests run at once than are allowed`() async throws {
        let server = MemoryS3()
        let store = try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(requestsMax: 3, inFlightBytesMax: 50))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await store.put("\(number)", sample(number * 5), condition: .always)
                    let found = try await store.read("\(number)")
                    #expect(found == sample(number * 5))
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(server.runningMax))
        #expect(server.keys.count == 40)
    }

    @Test(arguments: ["..", "a/../b", "a//b", "\0"])
    func `a prefix that is no folder is refused`(prefix: String) {
        #expect(throws: StorageError.self) {
            try S3BlobStore(over: MemoryS3(), prefix: prefix)
        }
    }

    @Test func `a path is refused where prefix and path are too long for a key`() async throws {
        let store = try S3BlobStore(
            over: MemoryS3(), prefix: String(repeating: "p", count: 600))
        await expect(.invalidPath) {
            try await store.put(String(repeating: "x", count: 500), [], condition: .always)
        }
    }
}

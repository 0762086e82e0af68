import DDBHTTP
import DDBS3
import DDBStorage
import DDBTestKit
import Testing

@Suite struct S3BlobWriterTests {
    private static let partBytes = 5 << 20

    private func store(_ server: MemoryS3, attemptsMax: Int? = nil) throws -> S3BlobStore {
        try S3BlobStore(
            over: server, settings: S3BlobStoreSettings(partBytes: Self.partBytes),
            attemptsMax: attemptsMax)
    }

    @Test(arguments: [
        (0, 0), (1, 0), (partBytes, 0), (partBytes + 1, 2), (3 * partBytes, 3),
        (3 * partBytes + 7, 4),
    ])
    func `a blob goes whole or in parts, by its size`(count: Int, parts: Int) async throws {
        let server = MemoryS3()
        let writer = try await store(server).makeWriter("a/b")
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = [UInt8](
                repeating: UInt8(truncatingIfNeeded: bytes.count / 1000),
                count: min(1_234_567, count - bytes.count))
            bytes += piece
            try await writer.append(piece)
        }
        #expect(server.keys == [])
        try await writer.finish()
        #expect(server.object("a/b")?.bytes == bytes)
        #expect(server.log.filter { $0.contains("partNumber") }.count == parts)
        #expect(server.uploadCount == 0)
        if parts == 0 { #expect(server.log == ["PUT /bkt/a/b"]) }
    }

    @Test func `a writer that is abandoned or dropped in the middle leaves no parts`() async throws
    {
        let server = MemoryS3()
        let bytes = [UInt8](repeating: 1, count: 2 * Self.partBytes + 1)
        let writer = try await store(server).makeWriter("x")
        try await writer.append(bytes)
        #expect(server.uploadCount == 1)
        await writer.abandon()
        await writer.abandon()
        #expect(server.uploadCount == 0)
        await expect(.closed) { try await writer.append([1]) }
        await expect(.closed) { try await writer.finish() }
        do { try await store(server).makeWriter("x").append(bytes) }
        while server.uploadCount > 0 { await Task.yield() }
        #expect(server.keys == [])
    }

    @Test func `wherever a request is cut, nothing half-done is left`() async throws {
        let bytes = [UInt8](repeating: 3, count: 2 * Self.partBytes + 1)
        var hasSucceeded = false
        for fault in [MemoryS3.Fault.refused(403, "AccessDenied"), .answerLost] {
            for number in 0..<8 {
                let server = MemoryS3()
                server.fail(number, fault)
                let writer = try await store(server, attemptsMax: 1).makeWriter("x")
                do {
                    try await writer.append(bytes)
                    try await writer.finish()
                    hasSucceeded = true
                    #expect(server.object("x")?.bytes == bytes)
                } catch let error as StorageError {
                    #expect(
                        server.object("x") == nil || error.code == .outcomeUnknown, "\(error)")
                    await writer.abandon()
                }
                // Where the answer to the very start is lost, nobody knows what to abort.
                #expect(server.uploadCount == 0 || number == 0, "\(fault) at \(number)")
            }
        }
        #expect(hasSucceeded)
    }

    @Test(arguments: [1, 3])
    func `a completion whose answer is lost is known again by its mark`(
        attemptsMax: Int
    ) async throws {
        let bytes = [UInt8](repeating: 3, count: Self.partBytes + 1)
        let server = MemoryS3()
        // The start, two parts, and the completion.
        server.fail(3, .answerLost)
        let writer = try await store(server, attemptsMax: attemptsMax).makeWriter("x")
        try await writer.append(bytes)
        try await writer.finish()
        #expect(server.object("x")?.bytes == bytes)
    }

    @Test func `a completion whose answer is no answer is known again by its mark`() async throws {
        let bytes = [UInt8](repeating: 3, count: Self.partBytes + 1)
        let server = MemoryS3()
        server.fail(3, .answerReplaced("<html/>"))
        let writer = try await store(server).makeWriter("x")
        try await writer.append(bytes)
        try await writer.finish()
        #expect(server.object("x")?.bytes == bytes)
    }

    @Test func `an upload that somebody else aborted is an error`() async throws {
        let server = MemoryS3()
        server.set("x", [1])
        server.fail(3, .refused(404, "NoSuchUpload"))
        let writer = try await store(server).makeWriter("x")
        try await writer.append([UInt8](repeating: 3, count: Self.partBytes + 1))
        await #expect(throws: StorageError.self) { try await writer.finish() }
        #expect(server.object("x")?.bytes == [1])
    }

    @Test func `a cancelled writer frees its parts`() async throws {
        let server = MemoryS3()
        let store = try store(server)
        let task = Task {
            let writer = try await store.makeWriter("x")
            let piece = [UInt8](repeating: 1, count: Self.partBytes)
            while true { try await writer.append(piece) }
        }
        while server.uploadCount == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.uploadCount == 0)
    }
}

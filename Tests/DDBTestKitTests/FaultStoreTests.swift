import DDBBase
import DDBStorage
import DDBTestKit
import Testing

@Suite struct FaultStoreTests {
    @Test func `exactly the nth call is refused`() async throws {
        let memory = MemoryBlobStore()
        let store = FaultyBlobStore(memory, failing: 2, with: .refused(.full))
        _ = try await store.put("a", [1], condition: .always)
        await #expect(throws: StorageError.self) {
            try await store.put("b", [1], condition: .always)
        }
        _ = try await store.put("c", [1], condition: .always)
        #expect(memory.paths == ["a", "c"])
        #expect(store.calls.map(\.description) == ["put a", "put b", "put c"])
    }

    @Test func `a lost reply leaves the work done`() async throws {
        let memory = MemoryBlobStore()
        let store = FaultyBlobStore(memory, failing: 1, with: .replyLost) { $0.operation == .put }
        _ = try await store.list(prefix: "", startingAfter: nil)
        do {
            _ = try await store.put("a", [1], condition: .ifAbsent)
            Issue.record("the reply came")
        } catch let error as StorageError {
            #expect(error.code == .outcomeUnknown && error.disposition == .retry)
        }
        #expect(try await store.put("a", [2], condition: .ifAbsent) == .exists)
        #expect(try await memory.read("a") == [1])
    }

    @Test func `writers and readers are counted too`() async throws {
        let store = FaultyBlobStore(MemoryBlobStore(), failing: 0, with: .replyLost)
        let writer = try await store.makeWriter("a")
        try await writer.append([1, 2])
        try await writer.finish()
        _ = try await store.openReader("a").read(offset: 0, count: 1)
        #expect(
            store.calls.map(\.operation) == [
                .makeWriter, .append, .finish, .openReader, .readRange,
            ])
    }

    @Test(
        arguments: [
            (.dropped, ["a": [1]]), (.torn, ["a": [1], "b": [2, 2]]),
            (.kept, ["a": [1], "b": [2, 2, 2, 2]]),
        ] as [(CrashFate, [String: [UInt8]])])
    func `a crash leaves what its fate says`(fate: CrashFate, left: [String: [UInt8]]) async throws
    {
        for usesWriter in [false, true] {
            let disk = MemoryBlobStore()
            let store = CrashBlobStore(disk, crashingAt: usesWriter ? 4 : 2, fate: fate)
            _ = try await store.put("a", [1], condition: .always)
            let unfinished = usesWriter ? try await store.makeWriter("b") : nil
            try await unfinished?.append([2, 2, 2, 2])
            await #expect(throws: StorageError.self) {
                if let unfinished {
                    try await unfinished.finish()
                } else {
                    _ = try await store.put("b", [2, 2, 2, 2], condition: .ifAbsent)
                }
            }
            #expect(store.hasCrashed)
            await #expect(throws: StorageError.self) { try await store.read("a") }
            var found: [String: [UInt8]] = [:]
            for path in disk.paths { found[path] = try await disk.read(path) }
            #expect(found == left, "writer: \(usesWriter)")
        }
    }
}

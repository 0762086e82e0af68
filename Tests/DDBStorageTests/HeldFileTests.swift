import DDBBase
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

/// Files that say that somebody is there.
@Suite struct HeldFileTests {
    private static func store(_ scratch: ScratchFolder) -> LocalBlobStore {
        LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
    }

    @Test func `a held file shows its contents until it is dropped`() async throws {
        let scratch = try ScratchFolder("held")
        let store = Self.store(scratch)
        try scratch.write("t/x", [])
        #expect(try await store.heldContents(in: "t/pins") == [])
        var first: HeldFile? = try await store.hold("t/pins/a", [1, 2])
        let second = try await store.hold("t/pins/b", [])
        #expect(try scratch.names() == ["t", "t/pins", "t/pins/a", "t/pins/b", "t/x"])
        #expect(try await Set(store.heldContents(in: "t/pins")) == [[1, 2], []])
        try await second.rewrite([9, 9, 9])
        try await second.rewrite([7])
        #expect(try await Set(store.heldContents(in: "t/pins")) == [[1, 2], [7]])
        withExtendedLifetime(first) {}
        first = nil
        #expect(try await store.heldContents(in: "t/pins") == [[7]])
        #expect(try scratch.names() == ["t", "t/pins", "t/pins/b", "t/x"])
        withExtendedLifetime(second) {}
    }

    @Test func `a name that is taken is not taken over`() async throws {
        let scratch = try ScratchFolder("held")
        let store = Self.store(scratch)
        try scratch.write("t/x", [])
        let held = try await store.hold("t/pins/a", [1])
        await #expect(throws: StorageError.self) { _ = try await store.hold("t/pins/a", [2]) }
        #expect(try await store.heldContents(in: "t/pins") == [[1]])
        #expect(try scratch.names() == ["t", "t/pins", "t/pins/a", "t/x"])
        withExtendedLifetime(held) {}
    }

    @Test func `no folder but the last is made`() async throws {
        let scratch = try ScratchFolder("held")
        let store = Self.store(scratch)
        await expect(.notFound) { _ = try await store.hold("t/none/pins/a", []) }
        #expect(try scratch.names() == [])
    }

    @Test func `what a killed process held is let go and deleted`() async throws {
        let scratch = try ScratchFolder("held")
        let store = Self.store(scratch)
        try scratch.write("t/x", [])
        let mine = try await store.hold("t/pins/mine", [1])
        let path = scratch.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
            let held = try await store.hold("t/pins/theirs", [2])
            #expect(try await store.heldContents(in: "t/pins").count == 2)
            kill(getpid(), SIGKILL)
            withExtendedLifetime(held) {}
        }
        #expect(try scratch.names().contains("t/pins/theirs"))
        #expect(try await store.heldContents(in: "t/pins") == [[1]])
        #expect(try !scratch.names().contains("t/pins/theirs"))
        withExtendedLifetime(mine) {}
    }

    @Test func `orphans of others are told from held files that are being made`() async throws {
        let scratch = try ScratchFolder("held")
        let store = Self.store(scratch)
        try scratch.write("t/x", [])
        // Whoever reclaims orphans runs beside those who make held files.
        async let reclaimed = {
            var count = 0
            for _ in 0..<200 { count += try await store.reclaimOrphans(in: "t") }
            return count
        }()
        for round in 0..<200 {
            let held = try await store.hold("t/pins/\(round)", [1])
            #expect(try await store.heldContents(in: "t/pins") == [[1]])
            withExtendedLifetime(held) {}
        }
        _ = try await reclaimed
        #expect(try scratch.names() == ["t", "t/pins", "t/x"])
    }
}

import DDBBase
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

@Suite struct LocalBlobStoreTests {
    let scratch: ScratchFolder
    let store: LocalBlobStore

    init() throws {
        scratch = try ScratchFolder("local")
        store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 2))
    }

    @Test func `a listing longer than a page is complete and ordered`() async throws {
        var expected: [String] = []
        for number in 0..<2500 {
            let path = "part-\(number % 7)/\(number)"
            try scratch.write(path)
            expected.append(path)
        }
        expected.sort { BlobPath.precedes($0, $1) }
        #expect(try await store.listAll(prefix: "").map(\.path) == expected)
        let page = try await store.list(prefix: "part-3/", startingAfter: nil)
        #expect(page.entries.count == 357 && page.next == nil)
        await expect(.tooLarge) { try await store.listAll(prefix: "", limit: 2000) }
    }

    @Test func `a listing ends exactly where a page does`() async throws {
        for number in 0..<LocalBlobStore.pageEntryCountMax { try scratch.write("\(number)") }
        let page = try await store.list(prefix: "", startingAfter: nil)
        #expect(page.entries.count == 1000 && page.next == nil)
    }

    @Test func `temporary files and odd names are never listed`() async throws {
        try scratch.write("t/.ddbkit-tmp-0123")
        try scratch.write("t/.hidden")
        #expect(symlink(scratch.path, scratch.path + "/t/circle") == 0)
        #expect(symlink(scratch.path + "/t/.hidden", scratch.path + "/t/link") == 0)
        #expect(symlink("nowhere", scratch.path + "/t/broken") == 0)
        #expect(mkfifo(scratch.path + "/t/pipe", 0o600) == 0)
        #expect(try await store.listAll(prefix: "").map(\.path) == ["t/.hidden", "t/link"])
        await expect(.notFile) { try await store.read("t/pipe") }
    }

    @Test func `a folder in the way of a file is told`() async throws {
        try scratch.write("t/part/inside")
        await expect(.notFile) { try await store.put("t/part", [1], condition: .always) }
        await expect(.notFile) { try await store.put("t/part", [1], condition: .ifAbsent) }
        await expect(.notFile) { try await store.read("t/part") }
        try scratch.write("file")
        await expect(.notFile) { try await store.put("file/part", [1], condition: .always) }
        #expect(try scratch.names() == ["file", "t", "t/part", "t/part/inside"])
    }

    @Test func `a folder that was deleted meanwhile is made again`() async throws {
        _ = try await store.put("t/u/a", [1], condition: .always)
        try FileManager.default.removeItem(atPath: scratch.path + "/t")
        #expect(try await store.put("t/u/b", [2], condition: .ifAbsent) == .written)
        #expect(try await store.read("t/u/b") == [2])
    }

    @Test func `a store that is not there is empty`() async throws {
        let absent = LocalBlobStore(root: scratch.path + "/no", pool: ThreadPool(threadCount: 1))
        #expect(try await absent.listAll(prefix: "") == [])
        #expect(try await absent.listAll(prefix: "a/b") == [])
        #expect(try await absent.folders(in: "") == [])
        #expect(try await absent.attributes("x") == nil)
        #expect(try scratch.names() == [])
    }

    @Test @MainActor func `a caller on the main actor is served too`() async throws {
        _ = try await store.put("x", [1], condition: .always)
        #expect(try await store.read("x") == [1])
    }

    @Test func `a lock holds out others until it is dropped`() async throws {
        let lock = try await store.lock("t/_ddbkit/lock")
        do {
            _ = try await store.lock("t/_ddbkit/lock")
            Issue.record("the lock was taken twice")
        } catch let error as StorageError {
            #expect(error.code == .locked && error.disposition == .retry)
            #expect(error.message.contains("this process"))
        }
        _ = try await store.lock("u/_ddbkit/lock")
        withExtendedLifetime(lock) {}
    }

    @Test func `a dropped lock can be taken`() async throws {
        for _ in 0..<3 { _ = try await store.lock("lock") }
    }

    @Test func `the files of a living writer are not orphans`() async throws {
        let writer = try await store.makeWriter("t/part")
        try await writer.append([1])
        #expect(try await store.reclaimOrphans() == 0)
        try await writer.finish()
        #expect(try await store.read("t/part") == [1])
    }

    @Test func `files without a writer are reclaimed, others stay`() async throws {
        try scratch.write("t/.ddbkit-tmp-1", [1])
        try scratch.write("t/deep/er/.ddbkit-tmp-2", [1])
        try scratch.write("u/.ddbkit-tmp-3", [1])
        try scratch.write("t/part", [1])
        #expect(try await store.reclaimOrphans(in: "t") == 2)
        #expect(try await store.reclaimOrphans() == 1)
        #expect(try await store.reclaimOrphans(in: "nothing") == 0)
        #expect(try scratch.names() == ["t", "t/deep", "t/deep/er", "t/part", "u"])
    }
}

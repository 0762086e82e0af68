import DDBBase
import DDBStore
import DDBTestKit
import DDBTestSupport
import Synchronization
import Testing

@Suite struct LocalIndexFolderTests {
    @Test func `files are made, mapped, renamed, listed and deleted`() throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path + "/keys")
        #expect(try folder.names() == [])
        #expect(try folder.map("a") == nil)
        try folder.remove("a")
        let file = try folder.create("a")
        let pieces: [[UInt8]] = [[1, 2, 3], [], [4]]
        for piece in pieces { try file.append(piece.span.bytes) }
        try file.sync()
        try folder.sync()
        let mapping = try #require(try folder.map("a"))
        #expect(mapping.bytes.withUnsafeBytes { Array($0) } == [1, 2, 3, 4])
        try folder.rename("a", to: "b")
        #expect(try folder.names() == ["b"])
        try folder.remove("b")
        #expect(try folder.names() == [])
        // What is mapped stays as it was.
        #expect(mapping.bytes.withUnsafeBytes { Array($0) } == [1, 2, 3, 4])
        _ = try folder.create("empty")
        #expect(try folder.map("empty")?.byteCount == 0)
    }

    @Test func `what the system refuses is said with the path`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("file")
        let folders = [scratch.path + "/file", scratch.path + "/no/such"]
        for path in folders {
            let folder = LocalIndexFolder(path: path)
            do {
                _ = try folder.create("a")
                Issue.record("a file in \(path)")
            } catch let error as StoreError {
                #expect(error.code == .keyIndex)
                #expect(error.message.contains(path))
            }
        }
        let folder = LocalIndexFolder(path: scratch.path)
        #expect(throws: StoreError.self) { try folder.rename("none", to: "b") }
    }

    @Test func `foreign files in the folder are left alone`() throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path)
        try scratch.write("notes.txt", [1])
        try scratch.write("base-0", [1])
        let model = IndexModel(seed: 1, keySpace: 10)
        _ = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        #expect(try folder.names().contains("notes.txt"))
        #expect(try !folder.names().contains("base-0"))
    }

    @Test func `bases are settled while commits go on`() async throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path)
        var model = IndexModel(seed: 5, keySpace: 3000)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexModelTests.smallLimits)
        let pool = ThreadPool(threadCount: 2)
        let isDone = Flag()
        let settler = Task(executorPreference: pool) {
            // Awaited below, and ended by the flag.
            var count = 0
            while !isDone.isSet {
                if index.needsSettlement {
                    try index.settle()
                    count += 1
                }
                try index.flush()
                await Task.yield()
            }
            return count
        }
        for number in 1...300 {
            try index.apply(model.commit(100))
            if number % 5 == 0 { try index.apply(try model.compact(4, index: index)) }
            await Task.yield()
        }
        isDone.set()
        _ = try await settler.value
        #expect(try model.isEqual(to: index))
        try index.flush()
        #expect(try model.isEqual(to: KeyIndexModelTests.opened(folder)))
    }

    /// Each process dies before it has written a base; none settles.
    @Test(arguments: [1, 5, 9])
    func `processes that die soon do not let the index grow`(commits: Int) throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path)
        var model = IndexModel(seed: 6, keySpace: 2000)
        _ = try model.emptyIndex(in: folder, limits: KeyIndexModelTests.smallLimits)
        for number in 0..<(300 / commits) {
            let index = try KeyIndexModelTests.opened(folder, seed: UInt64(number))
            for _ in 0..<commits { try index.apply(model.commit(60)) }
            if number % 10 == 0 { #expect(try model.isEqual(to: index), "\(number)") }
            let bytes = try folder.names().reduce(0) { sum, name in
                sum + (try folder.map(name)?.byteCount ?? 0)
            }
            #expect(bytes < 300_000, "\(number)")
        }
    }

    final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }
}

import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

/// The contract of `BlobStore`, for every store of `StoreUnderTest.all`.
///
/// Other test targets link to this file and bring stores of their own.
@Suite(.enabled(if: !StoreUnderTest.all.isEmpty)) struct BlobStoreContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `what is put is read, whole and in ranges`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try await store.put("a/b/c", bytes, condition: .always) == .written)
        #expect(try await store.read("a/b/c") == bytes)
        #expect(try await store.read("a/b/c", range: 10..<20) == Array(bytes[10..<20]))
        #expect(try await store.read("a/b/c", range: 1000..<1000) == [])
        #expect(try await store.attributes("a/b/c")?.byteCount == 1000)
        #expect(try await store.attributes("a/b") == nil)
        #expect(try await store.attributes("x/y") == nil)
        await expect(.outOfRange) { try await store.read("a/b/c", range: 999..<1001) }
        await expect(.notFound) { try await store.read("a/b/d") }
        await expect(.notFound) { try await store.openReader("nothing/here") }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a put if absent keeps what is there`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        #expect(try await store.put("x", [1], condition: .ifAbsent) == .written)
        #expect(try await store.put("x", [2, 2], condition: .ifAbsent) == .exists)
        #expect(try await store.read("x") == [1])
        #expect(try await store.put("x", [3, 3, 3], condition: .always) == .written)
        #expect(try await store.read("x") == [3, 3, 3])
        #expect(try await store.put("empty", [], condition: .ifAbsent) == .written)
        #expect(try await store.read("empty") == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `of many that put if absent one writes`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        for round in 0..<5 {
            let path = "log/\(round)"
            let winners = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                for writer in 0..<8 as Range<UInt8> {
                    group.addTask {
                        let outcome = try await store.put(
                            path, [UInt8](repeating: writer, count: 5000), condition: .ifAbsent)
                        return outcome == .written ? writer : nil
                    }
                }
                return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(winners.count == 1)
            #expect(
                try await store.read(path) == winners.flatMap { Array(repeating: $0, count: 5000) })
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a writer shows nothing until it finishes`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        let writer = try await store.makeWriter("t/part")
        try await writer.append([1, 2])
        try await writer.append([])
        try await writer.append([3])
        #expect(try await store.attributes("t/part") == nil)
        #expect(try await store.listAll(prefix: "") == [])
        try await writer.finish()
        #expect(try await store.read("t/part") == [1, 2, 3])
        await expect(.closed) { try await writer.append([4]) }
        await expect(.closed) { try await writer.finish() }
        await writer.abandon()
        #expect(try await store.read("t/part") == [1, 2, 3])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a writer that is abandoned or dropped leaves nothing`(
        under: StoreUnderTest
    ) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        let writer = try await store.makeWriter("t/part")
        try await writer.append([1, 2])
        await writer.abandon()
        do { try await store.makeWriter("t/other").append([9]) }
        #expect(try await store.listAll(prefix: "") == [])
        if let scratch {
            #expect(try scratch.names().allSatisfy { !$0.contains("tmp-") })
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `an open reader keeps what it opened`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        _ = try await store.put("x", Array("before".utf8), condition: .always)
        let reader = try await store.openReader("x")
        _ = try await store.put("x", Array("AFTER THAT".utf8), condition: .always)
        try await store.delete("x")
        #expect(reader.byteCount == 6)
        #expect(try reader.read(offset: 2, count: 3) == Array("for".utf8))
        var buffer = [UInt8](repeating: 7, count: 100)
        try reader.read(offset: 0, count: 6, into: &buffer)
        #expect(buffer == Array("before".utf8))
        for (offset, count) in [(0, 7), (7, 0), (-1, 1), (1, -1), (Int.max, 1), (1, Int.max)] {
            #expect(throws: StorageError.self, "\(count) at \(offset)") {
                try reader.read(offset: offset, count: count)
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `deleting twice is no error`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        _ = try await store.put("a/x", [1], condition: .always)
        try await store.delete("a/x")
        try await store.delete("a/x")
        try await store.delete("b/y/z")
        #expect(try await store.attributes("a/x") == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `many are deleted at once, those that are not there too`(
        under: StoreUnderTest
    ) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        for path in ["a/x", "a/y", "b/x", "z"] {
            _ = try await store.put(path, [1], condition: .always)
        }
        try await store.delete(["a/x", "none", "z", "b/x", "b/none/x", "a/x"])
        #expect(try await store.listAll(prefix: "").map(\.path) == ["a/y"])
        try await store.delete([])
        await expect(.invalidPath) { try await store.delete(["a/y", "../a"]) }
        #expect(try await store.listAll(prefix: "").map(\.path) == ["a/y"])
    }

    @Test(arguments: StoreUnderTest.all)
    func `listings follow the bytes of paths, page by page`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        // `-` and `.` sort before `/`, `0` after it; the last two are one text to Unicode.
        let paths = [
            "a", "a-b", "a.c/d", "a/b", "a/b-c", "a/b/c", "a/b0", "a0", "b/x/y/z", "b/x/y0",
            "caf\u{E9}", "cafe\u{301}",
        ].filter { $0 != "a" && $0 != "a/b" }
        for path in paths.shuffled(seed: 7) {
            _ = try await store.put(path, Array(path.utf8), condition: .always)
        }
        let ordered = paths.sorted { BlobPath.precedes($0, $1) }.map { Array($0.utf8) }
        let all = try await store.listAll(prefix: "")
        #expect(all.map { Array($0.path.utf8) } == ordered)
        for prefix in ["a", "a/", "a/b", "a/b/", "b/x", "caf", "zz", "zz/"] {
            let found = try await store.listAll(prefix: prefix).map { Array($0.path.utf8) }
            #expect(found == ordered.filter { $0.starts(with: prefix.utf8) }, "prefix \(prefix)")
        }
        for start in ["", "a", "a-b", "a/", "a/b/c", "a/b/zzz", "b/x", "b/x/y/z", "d"] {
            let page = try await store.list(prefix: "", startingAfter: start)
            let rest = ordered.filter { Array(start.utf8).lexicographicallyPrecedes($0) }
            #expect(
                page.entries.map { Array($0.path.utf8) } == Array(rest.prefix(7))
                    || rest.count
                        == page.entries.count,
                "after \(start)")
        }
        #expect(try await store.folders(in: "") == ["a", "a.c", "b"])
        #expect(try await store.folders(in: "b/x") == ["y"])
        #expect(try await store.folders(in: "nothing") == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `paths that could leave the store are refused`(under: StoreUnderTest) async throws {
        let (store, scratch) = try under.make()
        defer { withExtendedLifetime(scratch) {} }
        let bad = [
            "", "/", "/etc/passwd", "..", "a/../b", "a/..", "./a", "a/.", "a//b", "a/", "a\0b",
            ".ddbkit-tmp-1", "a/.ddbkit-tmp-2", String(repeating: "x", count: 1025),
        ]
        for path in bad {
            await expect(.invalidPath) { try await store.read(path) }
            await expect(.invalidPath) { try await store.openReader(path) }
            await expect(.invalidPath) { try await store.attributes(path) }
            await expect(.invalidPath) { try await store.put(path, [], condition: .always) }
            await expect(.invalidPath) { try await store.makeWriter(path) }
            await expect(.invalidPath) { try await store.delete(path) }
        }
        for prefix in ["/", "../", "a//", "a/../b", "a\0"] {
            await expect(.invalidPath) { try await store.list(prefix: prefix, startingAfter: nil) }
        }
        #expect(try await store.put("a..b/...", [1], condition: .always) == .written)
    }
}

/// Expects an error of a code.
func expect<Value>(
    _ code: StorageError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as StorageError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

extension Array {
    func shuffled(seed: UInt64) -> [Element] {
        let random = SeededRandom(seed: seed)
        var copy = self
        for index in copy.indices.dropFirst() {
            copy.swapAt(index, random.number(below: index + 1))
        }
        return copy
    }
}

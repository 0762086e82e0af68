import DDBAttributes
import DDBBase
import DDBQuery
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// SQL over tables that a writer changes.
@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct StoreQueryTests {
    private let folder: ScratchFolder
    private let store: TableStore
    private let pool = ThreadPool(threadCount: 2)

    init() throws {
        folder = try ScratchFolder()
        store = TableStore(LocalBlobStore(root: folder.path, pool: pool))
    }

    @Test(arguments: [1, 2])
    func `current rows are seen whatever was changed, at the version that was opened`(
        seed: UInt64
    ) async throws {
        let random = SeededRandom(seed: seed)
        var model: [Int: Int] = [:]
        let writer = try await store.writer("t", options: Self.options)
        var old: (session: QuerySession, model: [Int: Int])?
        for round in 0..<12 {
            var lines = ""
            for _ in 0..<400 {
                let key = Int(random.next() % 700)
                if random.next() % 4 == 0 {
                    lines += Self.delete(key)
                    model[key] = nil
                } else {
                    let value = Int(random.next() % 100_000)
                    lines += Self.put(key, value)
                    model[key] = value
                }
            }
            try await Self.commit(lines, to: writer)
            let session = try await session()
            try await Self.expect(model, in: session, "seed \(seed) round \(round)")
            if let old { try await Self.expect(old.model, in: old.session, "kept \(round)") }
            if round == 5 { old = (session, model) }
        }
        _ = try await writer.close()
    }

    @Test func `a table of which every row was deleted is empty`() async throws {
        let writer = try await store.writer("t", options: Self.options)
        try await Self.commit((0..<50).map { Self.put($0, 1) }.joined(), to: writer)
        try await Self.commit((0..<50).map { Self.delete($0) }.joined(), to: writer)
        _ = try await writer.close()
        let table = try await QueryTable(store.table("t"), storePath: folder.path)
        #expect(table.parts.allSatisfy { $0.mask != nil })
        let session = try await QueryFixture.session([table])
        #expect(
            try await QueryFixture.lines("SELECT count(*) AS n, sum(v) AS v FROM t", in: session)
                == [#"{"n":0,"v":null}"#])
    }

    @Test func `the latest state answers _is_deleted with 0 beside masked rows`() async throws {
        let writer = try await store.writer("t", options: Self.options)
        try await Self.commit((0..<50).map { Self.put($0, 1) }.joined(), to: writer)
        try await Self.commit((0..<10).map { Self.delete($0) }.joined(), to: writer)
        _ = try await writer.close()
        #expect(
            try await QueryFixture.lines(
                "SELECT _is_deleted, count(*) AS n FROM t GROUP BY ALL", in: session())
                == [#"{"_is_deleted":0,"n":40}"#])
    }

    @Test func `a table of changes shows its own columns as they are stored`() async throws {
        var options = Self.options
        options.mode = .history
        let writer = try await store.writer("t", options: options)
        try await Self.commit(
            Self.put(1, 10, sequence: "100") + Self.put(1, 11, sequence: "101")
                + Self.delete(1, sequence: "102"), to: writer)
        _ = try await writer.close()
        let lines = try await QueryFixture.lines(
            "SELECT pk, v, _is_deleted, _sequence FROM t ORDER BY _sequence", in: session())
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(#"{"pk":"key-1","v":10,"_is_deleted":0,"_sequence":"#))
        #expect(lines[0].contains("100"))
        #expect(lines[2].contains(#""_is_deleted":1"#))
        #expect(lines[2].contains("102"))
    }

    @Test func `a session keeps its version from being deleted`() async throws {
        let writer = try await store.writer("t", options: Self.options)
        try await Self.commit((0..<50).map { Self.put($0, 1) }.joined(), to: writer)
        var session: QuerySession? = try await session()
        #expect(try await ReaderPins.current(in: "t", of: store.blobs).versions.count == 1)
        #expect(
            try await QueryFixture.lines("SELECT count(*) AS n FROM t", in: #require(session))
                == [#"{"n":50}"#])
        session = nil
        #expect(try await ReaderPins.current(in: "t", of: store.blobs) == .none)
        _ = try await writer.close()
    }

    private static var options: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.maintenance = .off
        return options
    }

    private func session() async throws -> QuerySession {
        let table = try await QueryTable(store.table("t"), storePath: folder.path)
        return try await QueryFixture.session([table])
    }

    private static func put(_ key: Int, _ value: Int, sequence: String? = nil) -> String {
        let tail = sequence.map { #","partition":"p","sequence":"\#($0)""# } ?? ""
        return #"{"operation":"put","newImage":{"pk":{"S":"key-\#(key)"},"v":{"N":"\#(value)"}}"#
            + tail + "}\n"
    }

    private static func delete(_ key: Int, sequence: String? = nil) -> String {
        let tail = sequence.map { #","partition":"p","sequence":"\#($0)""# } ?? ""
        return #"{"operation":"delete","keys":{"pk":{"S":"key-\#(key)"}}"# + tail + "}\n"
    }

    private static func commit(_ lines: String, to writer: TableWriter) async throws {
        var decoder = LineDecoder(shape: .change, origin: .file)
        let bytes = Array(lines.utf8)
        let lane = writer.makeLane()
        var offset = 0
        while offset < bytes.count {
            let rest = Array(bytes[offset...])
            offset += decoder.append(rest.span.bytes)
            if let batch = try decoder.nextBatch(isLast: offset == bytes.count) {
                #expect(try await lane.append(batch) == [])
            }
        }
        while let batch = try decoder.nextBatch(isLast: true) {
            #expect(try await lane.append(batch) == [])
        }
        let staged = try await lane.seal()
        _ = try await writer.commit(staged.map { [$0] } ?? [], [])
    }

    private static func expect(
        _ model: [Int: Int], in session: QuerySession, _ note: String
    ) async throws {
        let lines = try await QueryFixture.lines("SELECT pk, v FROM t ORDER BY pk", in: session)
        let expected = model.map { #"{"pk":"key-\#($0)","v":\#($1)}"# }.sorted()
        #expect(lines.sorted() == expected, "\(note)")
        let sums = try await QueryFixture.lines(
            "SELECT count(*) AS n, sum(v) AS v FROM t WHERE v < 50000", in: session)
        let few = model.values.filter { $0 < 50_000 }
        #expect(sums == [#"{"n":\#(few.count),"v":\#(few.reduce(0, +))}"#], "\(note)")
    }
}

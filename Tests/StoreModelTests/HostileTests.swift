import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import StoreModel
import Testing

/// Tables whose surroundings are against them.
@Suite struct HostileTests {
    static let stream = StreamedTable(seed: 51, changeCount: 20)

    static var options: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        return options
    }

    static func blobs(_ path: String) -> LocalBlobStore {
        LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
    }

    /// Expects a table that is whole and at a commit of the stream.
    static func check(_ path: String, at commit: Int) async throws {
        let table = try await TableStore(blobs(path)).table("t")
        #expect(try await table.verify().faults == [])
        var followed = FollowedModel(stream)
        try followed.advance(to: commit)
        let items = try await StreamedTable.items(of: table)
        #expect(try followed.model.differences(from: items) == [])
    }

    @Test func `a writer that was closed is in nobody's way, though somebody still has it`()
        async throws
    {
        let scratch = try ScratchFolder("hostile")
        var closed: [TableWriter] = []
        for number in 1...3 {
            let store = TableStore(Self.blobs(scratch.path))
            let writer = try await store.writer("t", options: Self.options)
            #expect(StreamedTable.last(of: writer) == number - 1)
            try await Self.stream.commit(number, in: writer)
            try await writer.close()
            closed.append(writer)
        }
        #expect(closed.count == 3)
        try await Self.check(scratch.path, at: 3)
    }

    @Test func `of two processes the second is told who holds the table, and goes on after it`()
        async throws
    {
        let scratch = try ScratchFolder("hostile")
        let arguments = ["write", scratch.path, "51", "20"]
        let first = try DriverProcess(arguments + ["100000"])
        first.wait(for: 3)
        let second = try DriverProcess(arguments + ["1"]).endInput()
        // EX_TEMPFAIL, as `ddbkit` itself ends.
        #expect(second.status == 75)
        #expect(second.errors.contains("is locked by process \(first.identifier)"))
        #expect(second.lines == [])
        let command = try Program("ddbkit").run([
            "import", Checkout.path("Tools/SampleData"), "--store", scratch.path, "--table", "t",
            "--key", "pk", "--replace",
        ])
        #expect(command.status == 75)
        #expect(command.errors.contains("is locked by process \(first.identifier)"))
        let killed = first.kill(after: 0, delayMicroseconds: 0)
        #expect(killed.wasKilled)
        let acknowledged = try #require(killed.last("acknowledged"))
        let third = try DriverProcess(arguments + ["2"]).endInput()
        #expect(third.status == 0, "\(third.errors)")
        let found = try #require(third.last("opened"))
        #expect(found == acknowledged || found == acknowledged + 1)
        #expect(third.last("acknowledged") == found + 2)
        try await Self.check(scratch.path, at: found + 2)
    }

    @Test(.enabled(if: TestMount.isPossible, "mounting needs root"))
    func `a full disk fails a commit, harms nothing, and with space the same writer goes on`()
        async throws
    {
        for ballast in [0, 150_000, 250_000] {
            let mount = try TestMount.memory(bytes: 600_000)
            let path = mount.path
            let store = TableStore(Self.blobs(path))
            try Data(count: ballast).write(to: URL(fileURLWithPath: path + "/ballast"))
            let writer = try await store.writer("t", options: Self.options)
            var next = 1
            var failures = 0
            while failures < 3, next < 500 {
                do {
                    try await Self.stream.commit(next, in: writer)
                    next += 1
                } catch {
                    failures += 1
                    #expect("\(error)".contains("the disk is full"), "\(error)")
                    #expect(StreamedTable.last(of: writer) == next - 1)
                }
            }
            #expect(failures == 3)
            guard next > 1 else { continue }
            try await Self.check(path, at: next - 1)
            if ballast == 0 {
                // Nothing to free: whoever opens it later finds it as it was.
                do { try await writer.close() } catch {}
            } else {
                try FileManager.default.removeItem(atPath: path + "/ballast")
                try await Self.stream.commit(next, in: writer)
                try await writer.close()
                try await Self.check(path, at: next)
            }
        }
    }

    @Test(.enabled(if: TestMount.isPossible, "mounting needs root"))
    func `a read-only folder is read by all and written by none`() async throws {
        let scratch = try ScratchFolder("hostile")
        let writer = try await TableStore(Self.blobs(scratch.path))
            .writer("t", options: Self.options)
        for number in 1...3 { try await Self.stream.commit(number, in: writer) }
        try await writer.close()
        let mount = try TestMount.readOnly(scratch.path)
        try await Self.check(mount.path, at: 3)
        await #expect {
            try await TableStore(Self.blobs(mount.path)).writer("t", options: Self.options)
        } throws: {
            ($0 as? StorageError)?.code == .readOnly
        }
        let sql = try Program("ddbkit").run([
            "sql", "SELECT DISTINCT fence FROM t WHERE fence IS NOT NULL", "--store", mount.path,
            "--format", "csv",
        ])
        #expect(sql.output.split(whereSeparator: \.isNewline) == ["fence", "3"], "\(sql.errors)")
        for command in ["verify", "describe"] {
            let outcome = try Program("ddbkit").run(["store", command, "t", "--store", mount.path])
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
        let write = try DriverProcess(["write", mount.path, "51", "20", "1"]).endInput()
        #expect(write.status == 75)
        #expect(write.errors.contains("read-only; mount it writable"), "\(write.errors)")
    }
}

import DDBTestSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `store vacuum` and `store verify --repair`, each in a process of its own.
@Suite struct StoreUpkeepTests {
    private static let ddbkit = Program("ddbkit")
    private static let orphan = "part-0123abcd-0123-4123-8123-0123456789ab.parquet"

    /// A store with the sample in it, and a part that no version names.
    private static func store() throws -> ScratchFolder {
        let store = try ScratchFolder()
        let sample = Checkout.path("Tools/SampleData")
        #expect(try ddbkit.run(["import", sample, "--store", store.path]).status == 0)
        try store.write("orders/" + orphan, [1, 2, 3])
        return store
    }

    private static func run(_ command: [String], _ store: ScratchFolder) throws -> Program.Outcome {
        try ddbkit.run(["store"] + command + ["--store", store.path])
    }

    @Test func `a vacuum lists, then deletes, what nobody needs`() throws {
        let store = try Self.store()
        let dry = try Self.run(["vacuum", "orders", "--dry-run"], store)
        #expect(dry.status == 0)
        #expect(dry.output == "\(Self.orphan)\norders: 1 files, 3 B, would be deleted\n")
        #expect(try store.names().contains("orders/" + Self.orphan))
        let done = try Self.run(["vacuum", "orders", "--json"], store)
        #expect(done.status == 0)
        #expect(
            done.output == """
                {"name":"orders","version":0,"files":["\(Self.orphan)"],"bytes":3,"isDryRun":false,\
                "heldFiles":0,"oldestReadVersion":null}

                """)
        #expect(try !store.names().contains("orders/" + Self.orphan))
        let again = try Self.run(["vacuum", "orders"], store)
        #expect(again.output == "orders: 0 files, 0 B, deleted\n")
        #expect(try Self.run(["verify", "orders"], store).status == 0)
    }

    @Test func `a snapshot is not written to standard output, nor to a file of its sign`() throws {
        let store = try Self.store()
        let outcome = try Self.ddbkit.run(
            ["store", "snapshot", "orders", "--store", store.path, "--output", "-"])
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("not to standard output"))
        #expect(!FileManager.default.fileExists(atPath: "-"))
    }

    @Test func `a table that another process holds is neither vacuumed nor repaired`() throws {
        let store = try Self.store()
        let lock = open(store.path + "/orders/_ddbkit/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        for command in [["vacuum", "orders"], ["verify", "orders", "--repair"]] {
            let held = try Self.run(command, store)
            #expect(held.status == 75, "\(held.errors)")
            #expect(held.errors.contains("is locked by"))
        }
        // Reading needs no lock.
        #expect(try Self.run(["verify", "orders"], store).status == 0)
        #expect(try store.names().contains("orders/" + Self.orphan))
        // A process that is being started may have a copy of it.
        flock(lock, LOCK_UN)
        close(lock)
        #expect(try Self.run(["vacuum", "orders"], store).status == 0)
    }

    @Test func `a repair tells what it did, and what it cannot do`() throws {
        let store = try Self.store()
        let done = try Self.run(["verify", "--repair"], store)
        #expect(done.status == 0)
        #expect(
            done.output.hasPrefix(
                "orders: 1 files of writers that died were deleted.\norders: 21,244"))
        let again = try Self.run(["verify", "orders", "--repair"], store)
        #expect(again.output.hasPrefix("orders: nothing to repair\n"))
        let part = try #require(try store.names().first { $0.hasPrefix("orders/part-") })
        try FileManager.default.removeItem(atPath: store.path + "/" + part)
        let lost = try Self.run(["verify", "orders", "--repair", "--json"], store)
        #expect(lost.status == 65)
        #expect(lost.errors.contains("the file is missing"))
        #expect(lost.output.contains(#""repairs":[]"#))
    }

    @Test(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
    func `a table that ddbkit did not make is refused`() throws {
        let store = try ScratchFolder()
        let golden = try #require(SharedVectors.path("delta-golden"))
        try FileManager.default.copyItem(
            atPath: golden + "/basic-decimal-table", toPath: store.path + "/foreign")
        let before = try store.names()
        let refused = try Self.run(["vacuum", "foreign"], store)
        #expect(refused.status == 65)
        #expect(refused.errors.contains("not made by ddbkit"))
        let after = try store.names().filter { !$0.hasPrefix("foreign/_ddbkit") }
        #expect(after == before)
    }
}

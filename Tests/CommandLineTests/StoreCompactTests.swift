import DDBTestSupport
import Foundation
import Testing

/// `ddbkit store compact`.
@Suite struct StoreCompactTests {
    private static let ddbkit = Program("ddbkit")

    private static func makeStore() throws -> ScratchFolder {
        let store = try ScratchFolder()
        let loaded = try ddbkit.run([
            "import", Checkout.path("Tools/SampleData"), "--store", store.path, "--table", "orders",
            "--key", "pk,sk",
        ])
        #expect(loaded.status == 0, "\(loaded.errors)")
        return store
    }

    @Test func `a table is purged once, and stays what it was`() throws {
        let store = try Self.makeStore()
        let count = ["sql", "select count(*) c, sum(total) s from orders", "--store", store.path]
        let before = try Self.ddbkit.run(count)
        let idle = try Self.ddbkit.run(["store", "compact", "orders", "--store", store.path])
        #expect(idle.status == 0 && idle.output == "orders: nothing to compact\n")
        let purge = ["store", "compact", "orders", "--purge", "--store", store.path]
        let json = try Self.ddbkit.run(purge + ["--json"])
        #expect(json.status == 0, "\(json.errors)")
        #expect(json.output.contains(#""partsWritten":1"#))
        #expect(json.output.contains(#""rows":21244,"rowsDropped":0"#))
        let again = try Self.ddbkit.run(purge)
        #expect(again.status == 0 && again.output == "orders: nothing to compact\n")
        #expect(try Self.ddbkit.run(count).output == before.output)
        let verified = try Self.ddbkit.run(["store", "verify", "orders", "--store", store.path])
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test func `a table that somebody writes, or that is not there, is told by the status`() throws
    {
        let store = try Self.makeStore()
        let purge = ["store", "compact", "orders", "--purge", "--store", store.path]
        let lock = open(store.path + "/orders/_ddbkit/lock", O_RDWR | O_CLOEXEC)
        #expect(lock >= 0)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let locked = try Self.ddbkit.run(purge)
        // A process that is being started may have a copy of it.
        flock(lock, LOCK_UN)
        close(lock)
        #expect(locked.status == 75)
        #expect(locked.errors.contains("locked by"))
        #expect(try Self.ddbkit.run(purge).status == 0)
        let missing = try Self.ddbkit.run([
            "store", "compact", "none", "--store", store.path,
        ])
        #expect(missing.status == 66)
    }
}

import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Readers say which version they have open, and never in anybody's way.
@Suite struct ReaderPinTests {
    static let lines = (0..<20).map { "{\"pk\":{\"S\":\"\($0)\"},\"n\":{\"N\":\"\($0)\"}}" }

    private static func blobs(_ scratch: ScratchFolder) -> LocalBlobStore {
        LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
    }

    /// A table of several versions.
    private static func fixture(_ scratch: ScratchFolder) async throws -> StoreFixture {
        let fixture = StoreFixture(blobs: blobs(scratch))
        let table = try await fixture.load(lines)
        var log = try await MaskedLog(fixture.blobs)
        for row in 0..<5 { try await log.mask([table.parts[0].name: RowSet([row])]) }
        return fixture
    }

    @Test func `each open table pins its version until it goes`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        let store = fixture.store
        #expect(try await ReaderPins.current(in: "t", of: fixture.blobs).oldestVersion == nil)
        var old: StoredTable? = try await store.table("t", version: 2)
        let newest = try await store.table("t")
        let again = try await store.table("t", asOf: .version(5))
        var pins = try await ReaderPins.current(in: "t", of: fixture.blobs)
        #expect(pins.versions == [2, 5])
        #expect(pins.oldestVersion == 2)
        #expect(!pins.holdsEverything)
        #expect(pins.oldestTime == Instant(milliseconds: 2000))
        // The value may go, the pin stays with whoever keeps it.
        var pin = old?.pin
        #expect(pin != nil)
        old = nil
        #expect(try await ReaderPins.current(in: "t", of: fixture.blobs).versions == [2, 5])
        withExtendedLifetime(pin) {}
        pin = nil
        pins = try await ReaderPins.current(in: "t", of: fixture.blobs)
        #expect(pins.versions == [5])
        #expect(try scratch.names().count { $0.hasPrefix("t/_ddbkit/pins/") } == 2)
        withExtendedLifetime((newest, again)) {}
    }

    @Test func `a failed opening leaves no pin`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        await #expect(throws: DeltaError.self) {
            _ = try await fixture.store.table("t", version: 99)
        }
        #expect(try await ReaderPins.current(in: "t", of: fixture.blobs) == ReaderPins.none)
        #expect(try !scratch.names().contains { $0.hasPrefix("t/_ddbkit/pins/") })
    }

    @Test func `the writer's lock and readers do not meet`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        let store = fixture.store
        let before = try await store.table("t")
        let lock = try await (fixture.blobs as? LocalBlobStore)?.lock("t/_ddbkit/lock")
        #expect(lock != nil)
        let during = try await store.table("t")
        #expect(try await fixture.items(of: during) == fixture.items(of: before))
        // A load deletes what is left over, and no pins.
        withExtendedLifetime(lock) {}
    }

    @Test func `a pin that is half written holds everything`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        let blobs = try #require(fixture.blobs as? LocalBlobStore)
        let table = try await fixture.store.table("t", version: 3)
        for text in ["", "{\"version\":3", "{\"version\":3}", "{}\n", "{\"version\":-1}\n", "x\n"] {
            let held = try await blobs.hold("t/_ddbkit/pins/x", Array(text.utf8))
            let pins = try await ReaderPins.current(in: "t", of: blobs)
            #expect(pins.holdsEverything, "\(text)")
            #expect(pins.oldestVersion == 0)
            #expect(pins.versions == [3])
            withExtendedLifetime(held) {}
        }
        let pins = try await ReaderPins.current(in: "t", of: blobs)
        #expect(pins.oldestVersion == 3)
        withExtendedLifetime(table) {}
    }

    @Test func `a table in a folder that cannot be written is read without a pin`() async throws {
        let scratch = try ScratchFolder("pins")
        _ = try await Self.fixture(scratch)
        let path = scratch.path
        // Whatever the umask, everybody may read all of it, and nobody write into its folders.
        let names = try scratch.names()
        for name in names { chmod("\(path)/\(name)", 0o555) }
        chmod(path, 0o755)
        defer { for name in names { chmod("\(path)/\(name)", 0o755) } }
        await #expect(processExitsWith: .success) { [path = path as String] in
            guard OtherUser.become(reading: path + "/t") else { return }
            let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
            let table = try await TableStore(blobs).table("t")
            #expect(table.pin == nil)
            #expect(table.rowCount == 15)
            var rows = try await table.items(of: table.parts[0])
            #expect(try rows.nextBatch()?.records.count == 15)
        }
    }

    @Test func `a store without locks has no pins`() async throws {
        let fixture = StoreFixture()
        let table = try await fixture.load(Self.lines)
        #expect(table.pin == nil)
        #expect(try await ReaderPins.current(in: "t", of: fixture.blobs) == ReaderPins.none)
    }

    @Test func `a table that others made gets no folder of ours`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        try FileManager.default.removeItem(atPath: scratch.path + "/t/_ddbkit")
        let table = try await fixture.store.table("t")
        #expect(table.pin == nil)
        #expect(try !scratch.names().contains("t/_ddbkit"))
    }

    @Test func `a killed reader's pin is deleted by whoever looks`() async throws {
        let scratch = try ScratchFolder("pins")
        let fixture = try await Self.fixture(scratch)
        let path = scratch.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
            let table = try await TableStore(blobs).table("t", version: 1)
            #expect(try await ReaderPins.current(in: "t", of: blobs).versions == [1])
            kill(getpid(), SIGKILL)
            withExtendedLifetime(table) {}
        }
        #expect(try scratch.names().contains { $0.hasPrefix("t/_ddbkit/pins/") })
        #expect(try await ReaderPins.current(in: "t", of: fixture.blobs) == ReaderPins.none)
        #expect(try !scratch.names().contains { $0.hasPrefix("t/_ddbkit/pins/") })
    }
}

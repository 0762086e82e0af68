import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Writers that die, indexes that are lost, and others who write too.
@Suite struct WriterRecoveryTests {
    private static func changes(_ range: Range<Int>, _ value: Int) -> [TestChange] {
        range.map { .put("key-\($0)", "\"v\":{\"N\":\"\(value)\"}") }
    }

    private static func disk(_ scratch: ScratchFolder) -> LocalBlobStore {
        LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 2))
    }

    @Test func `a second writer is told who holds the table`() async throws {
        let scratch = try ScratchFolder()
        let fixture = WriterFixture(Self.disk(scratch))
        let writer = try await fixture.writer()
        let error = await #expect(throws: StorageError.self) { try await fixture.writer() }
        #expect(error?.code == .locked)
        try await writer.close()
        try await fixture.writer().close()
    }

    @Test func `what a dropped writer has sealed is gone, and what it has committed is there`()
        async throws
    {
        let scratch = try ScratchFolder()
        let fixture = WriterFixture(Self.disk(scratch))
        var model = ChangeModel()
        try await abandonWriter(fixture, &model)
        let parts = try scratch.names().filter { $0.contains("t/part-") }
        #expect(parts.count == 2)
        let writer = try await fixture.writer()
        #expect(try scratch.names().filter { $0.contains("t/part-") }.count == 1)
        try await fixture.expect(model)
        let more = Self.changes(3..<8, 3)
        try await WriterFixture.commit([more], to: writer)
        try model.apply(more)
        try await fixture.expect(model)
        try await writer.close()
    }

    private func abandonWriter(_ fixture: WriterFixture, _ model: inout ChangeModel) async throws {
        var options = WriterFixture.options
        options.maintenance = .off
        let writer = try await fixture.writer(options)
        let first = Self.changes(0..<6, 1)
        try await WriterFixture.commit([first], to: writer)
        try model.apply(first)
        let lane = writer.makeLane()
        _ = try await lane.append(TestChange.batch(Self.changes(0..<3, 2)))
        _ = try await lane.seal()
    }

    @Test(arguments: ["missing", "stale", "damaged", "torn"])
    func `an index that cannot be used is made anew or brought forward`(what: String) async throws {
        let scratch = try ScratchFolder()
        let fixture = WriterFixture(Self.disk(scratch))
        let keys = scratch.path + "/t/_ddbkit/keys"
        let old = scratch.path + "/old-keys"
        var model = ChangeModel()
        for round in 0..<3 {
            let writer = try await fixture.writer()
            let changes = Self.changes(round..<round + 20, round) + [.delete("key-\(round + 5)")]
            try await WriterFixture.commit([changes], to: writer)
            try model.apply(changes)
            try await writer.close()
            if round == 0 { try FileManager.default.copyItem(atPath: keys, toPath: old) }
        }
        switch what {
        case "missing": try FileManager.default.removeItem(atPath: keys)
        case "stale":
            try FileManager.default.removeItem(atPath: keys)
            try FileManager.default.copyItem(atPath: old, toPath: keys)
        default:
            for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
                let url = URL(fileURLWithPath: keys + "/" + name)
                var bytes = try Data(contentsOf: url)
                if what == "torn" { bytes = bytes.prefix(bytes.count / 2) }
                for index in stride(from: 40, to: bytes.count, by: 97) { bytes[index] ^= 0x55 }
                try bytes.write(to: url)
            }
        }
        let writer = try await fixture.writer()
        let changes = Self.changes(0..<30, 9)
        let summary = try await WriterFixture.commit([changes], to: writer)
        #expect(summary.maskedCount == model.items.count)
        try model.apply(changes)
        try await fixture.expect(model, what)
        try await writer.close()
    }

    @Test func `commits of others are taken in, their rows found and masked`() async throws {
        let blobs = MemoryBlobStore()
        let ours = WriterFixture(blobs, seed: 1)
        let theirs = WriterFixture(blobs, seed: 2)
        var options = WriterFixture.options
        options.maintenance = .off
        var model = ChangeModel()
        // A store in memory has no locks, so that two writers are let in.
        let writer = try await ours.writer(options)
        let first = Self.changes(0..<10, 1)
        try await WriterFixture.commit([first], to: writer)
        try model.apply(first)
        for round in 0..<3 {
            let other = try await theirs.writer(options)
            let foreign = Self.changes(5..<15, 20 + round) + [.delete("key-\(round)")]
            try await WriterFixture.commit([foreign], to: other)
            try model.apply(foreign)
            try await other.close()
            let own = Self.changes(8..<12, 30 + round) + [.delete("key-14"), .delete("key-0")]
            try await WriterFixture.commit(
                [own], to: writer, [SavedPosition(partition: "p", position: "\(round)")])
            try model.apply(own)
            try await ours.expect(model, "round \(round)")
        }
        #expect(writer.positions.map(\.position) == ["2"])
        try await writer.close()
    }

    @Test func `of rows with one key that a load has laid down the last stays`() async throws {
        let blobs = MemoryBlobStore()
        let fixture = WriterFixture(blobs)
        let lines = (0..<6).map { "{\"pk\":{\"S\":\"key-\($0 % 3)\"},\"v\":{\"N\":\"\($0)\"}}" }
        _ = try await StoreFixture(blobs: blobs).load(lines)
        for _ in 0..<2 {
            // Nothing is committed by the first, and the second finds them again.
            try await fixture.writer().close()
        }
        let writer = try await fixture.writer()
        let summary = try await WriterFixture.commit([[.put("other")]], to: writer)
        #expect(summary.maskedCount == 3)
        let items = try await fixture.items()
        #expect(items.count == 4)
        guard case .number(let value) = items["key-1"]?["v"] else {
            Issue.record("the item has no value")
            return
        }
        #expect("\(value)" == "4")
        try await writer.close()
        try await fixture.writer().close()
        #expect(try await fixture.items().count == 4)
    }
}

import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Tables as they were.
@Suite struct TimeTravelTests {
    @Test(arguments: [
        ("0", TablePoint.version(0)), ("17", .version(17)),
        ("1970-01-01T00:00:02Z", .time(Instant(milliseconds: 2000))),
        ("1970-01-01T01:00:00.5+01:00", .time(Instant(milliseconds: 500))),
    ])
    func `a whole number is a version, and a moment a time`(
        text: String, point: TablePoint
    ) throws {
        #expect(TablePoint(text) == point)
        #expect(TablePoint(point.description) == point)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.0", "1e3", "99999999999999999999", "2026-01-01", "now", " 1", "٣",
        "2026-13-01T00:00:00Z", "2026-01-01T00:00:00",
    ])
    func `other texts are no point`(text: String) {
        #expect(TablePoint(text) == nil)
    }

    @Test func `each version shows what it showed when it was the newest`() async throws {
        let scratch = try ScratchFolder("as-of")
        let blobs = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let fixture = StoreFixture(blobs: blobs)
        let whole = try await fixture.load(ReaderPinTests.lines)
        var log = try await MaskedLog(blobs)
        var seen = [try await fixture.items(of: whole)]
        for row in [3, 7, 19] {
            try await log.mask([whole.parts[0].name: RowSet([row])])
            seen.append(try await fixture.items(of: fixture.store.table("t")))
        }
        // Versions are an hour apart.
        let start = 1_700_000_000
        for version in 0..<4 {
            let path =
                "\(scratch.path)/t/_delta_log/\(String(repeating: "0", count: 19))\(version).json"
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(start + version * 3600))],
                ofItemAtPath: path)
        }
        func second(_ offset: Int) -> Instant {
            Instant(milliseconds: Int64(start + offset) * 1000)
        }
        for version in 0..<4 {
            let byNumber = try await fixture.store.table("t", asOf: .version(Int64(version)))
            #expect(try await fixture.items(of: byNumber) == seen[version])
            #expect(byNumber.rowCount == 20 - version)
            for offset in [0, 1, 3599] {
                let moment = second(version * 3600 + offset)
                let byTime = try await fixture.store.table("t", asOf: .time(moment))
                #expect(byTime.version == Int64(version))
            }
        }
        #expect(try await fixture.store.table("t", asOf: second(1 << 40)).version == 3)
        #expect(try await fixture.store.table("t", asOf: nil).version == 3)
        await #expect { try await fixture.store.table("t", asOf: second(-1)) } throws: {
            ($0 as? DeltaError)?.code == .versionAbsent
        }
        await #expect { try await fixture.store.table("t", asOf: .version(4)) } throws: {
            ($0 as? DeltaError)?.code == .versionAbsent
        }
    }
}

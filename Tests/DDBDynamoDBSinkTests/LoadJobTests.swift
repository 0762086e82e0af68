import DDBDynamoDBSink
import DDBPipeline
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// The file of a load that can go on.
@Suite struct LoadJobTests {
    private static func progress(_ text: String, isFinished: Bool = false) throws
        -> PartitionProgress
    {
        PartitionProgress(
            try Partition("file"), try Position(text), isFinished: isFinished)
    }

    @Test func `a job is held by one load at a time`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        let job = try LoadJob(path: path, identity: "x")
        for _ in 0..<2 {
            let error = #expect(throws: PipelineError.self) {
                _ = try LoadJob(path: path, identity: "x")
            }
            #expect(error?.message.contains("in use by another load") == true)
        }
        try job.settle([SettledRecord(0, of: try Partition("file"))])
        try folder.write("other.json", Array("{}\n".utf8))
        #expect(throws: PipelineError.self) {
            _ = try LoadJob(path: folder.path + "/other.json", identity: "x")
        }
        let other = try FileManager.default.attributesOfItem(atPath: folder.path + "/other.json")
        #expect(other[.posixPermissions] as? Int != 0o600)
    }

    @Test func `a job goes on to the record`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        let file = try Partition("file")
        do {
            let job = try LoadJob(path: path, identity: "x")
            #expect(job.begin(try Self.progress("10"), recordCount: 10) == 0)
            #expect(job.begin(try Self.progress("30"), recordCount: 20) == 10)
            try job.settle((0..<10).map { SettledRecord($0, of: file) })
            try await job.save(PositionMap([try Self.progress("10")]))
            try job.settle([11, 12, 29].map { SettledRecord($0, of: file) })
        }
        let job = try LoadJob(path: path, identity: "x")
        #expect(try await job.restore().progress == [try Self.progress("10")])
        #expect(job.begin(try Self.progress("30"), recordCount: 20) == 10)
        let settled = (10..<30).filter { job.isSettled(SettledRecord($0, of: file)) }
        #expect(settled == [11, 12, 29])
        #expect(job.settledCount == 13)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let error = #expect(throws: PipelineError.self) {
            try LoadJob(path: path, identity: "y")
        }
        #expect(error?.message.contains("another load") == true)
        try job.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a torn end is left out, and any other damage is told`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        let file = try Partition("file")
        do {
            let job = try LoadJob(path: path, identity: "x")
            _ = job.begin(try Self.progress("10"), recordCount: 10)
            for number in 0..<10 { try job.settle([SettledRecord(number, of: file)]) }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var last = -1
        for count in 0...whole.count {
            try whole.prefix(count).write(to: URL(fileURLWithPath: path))
            let job = try LoadJob(path: path, identity: "x")
            let settled = (0..<10).filter { job.isSettled(SettledRecord($0, of: file)) }
            #expect(settled == Array(0..<settled.count))
            #expect(settled.count >= last)
            last = settled.count
        }
        #expect(last == 10)
        try Self.expectSound(whole, path, seed: 7)
    }

    /// Turns bits of a job's file around: it is refused, or what it says is what a job may say; it
    /// never crashes.
    static func expectSound(_ whole: Data, _ path: String, seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var bytes = whole
            bytes[random.number(below: bytes.count)] ^= UInt8(1 << random.number(below: 8))
            try bytes.write(to: URL(fileURLWithPath: path))
            do {
                _ = try LoadJob(path: path, identity: "x")
            } catch {
                #expect(error.message.contains("job"), "\(error)")
            }
        }
    }

    @Test func `ranges hold what was put into them`() throws {
        let random = SeededRandom(seed: 3)
        let folder = try ScratchFolder()
        let file = try Partition("file")
        let path = folder.path + "/a.job"
        var job: LoadJob? = try LoadJob(path: path, identity: "x")
        var model: Set<Int> = []
        for _ in 0..<300 {
            let number = random.number(below: 200)
            model.insert(number)
            try job?.settle([SettledRecord(number, of: file)])
        }
        // It is held as long as it lives.
        job = nil
        let again = try LoadJob(path: path, identity: "x")
        for number in 0..<200 {
            #expect(again.isSettled(SettledRecord(number, of: file)) == model.contains(number))
        }
    }
}

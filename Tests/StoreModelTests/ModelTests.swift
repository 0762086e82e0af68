import DDBDeltaLog
import DDBStore
import DDBTestKit
import DDBTestSupport
import StoreModel
import Testing

/// Tables that take random changes, against a dictionary, read by everybody.
@Suite struct ModelTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var seed: UInt64
        var shape = ModelShape()
        var options = WriterOptions()

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        var text = Case(name: "text keys", seed: 11)
        text.options.parts.rowGroupRowsMax = 700
        // Everything is forgotten at once, so that what is deleted too early shows.
        text.options.retention = TableRetention(logMicroseconds: 0, deletedFileMicroseconds: 0)
        text.options.maintenance = Self.busy
        var composite = Case(name: "number and bytes, several parts a commit", seed: 12)
        composite.shape.keys = [.number, .binary]
        composite.shape.partitionCount = 5
        composite.options.parts.partBytesTarget = 40_000
        composite.options.limits.laneBytesMax = 60_000
        var binary = Case(name: "bytes, no sequences, few keys", seed: 13)
        binary.shape.keys = [.binary]
        binary.shape.partitionCount = 0
        binary.shape.keySpace = 300
        binary.options.maintenance = Self.busy
        var mapped = Case(name: "mapped columns, text and number", seed: 14)
        mapped.shape.keys = [.string, .number]
        mapped.shape.isMapped = true
        var record = Case(name: "record mode", seed: 15)
        record.options.plan = .record
        record.options.maintenance = .off
        return [text, composite, binary, mapped, record].map { given in
            var given = given
            if let seed = PeerReaders.seed { given.seed = seed }
            return given
        }
    }()

    /// Maintenance that is at work between any two commits.
    static let busy: MaintenanceSettings = {
        var settings = MaintenanceSettings()
        settings.checkpointCommitCount = 4
        settings.closingCheckpointCommitCount = 1
        settings.logCleanupInterval = .seconds(1)
        settings.vacuumInterval = .seconds(1)
        settings.compactionInterval = .zero
        settings.compactionCommitCount = 2
        return settings
    }()

    /// The commits of a case, and the points at which others read along.
    static let commitCount = PeerReaders.isSoak ? 250 : 40
    static let changesMax = PeerReaders.isSoak ? 4000 : 600
    static let peerChecks = PeerReaders.isSoak ? 5 : 1

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"), arguments: cases)
    func `a table is equal to its model, whoever reads it`(_ given: Case) async throws {
        var given = given
        if PeerReaders.isSoak { given.shape.keySpace *= 10 }
        var run = try await ModelRun(
            seed: given.seed, shape: given.shape, options: given.options)
        for number in 1...Self.commitCount {
            try await run.commit(
                count: run.random.number(below: Self.changesMax),
                laneCount: 1 + run.random.number(below: 3))
            try await Self.disturb(&run)
            if number % (Self.commitCount / 10) == 0 { try await run.check() }
            if number % (Self.commitCount / Self.peerChecks) == 0 {
                try await run.verify()
                try await run.compareReaders()
            }
        }
        try await run.close()
        print("model: \(given.name): \(run.changeCount) changes, \(run.model.count) rows")
    }

    /// What happens to a table between two commits, now and then.
    static func disturb(_ run: inout ModelRun) async throws {
        switch run.random.number(below: 24) {
        case 0: try await run.reopen()
        case 1: try await run.loseIndex()
        case 2, 3: try await run.compact()
        case 4: try await run.compact(.purge)
        case 5: try await run.vacuum()
        default: break
        }
    }

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `the comparison tells a right table from wrong ones`() async throws {
        var run = try await ModelRun(seed: 21, shape: ModelShape(), options: WriterOptions())
        for _ in 0..<3 { try await run.commit(count: 50, laneCount: 1) }
        let peers = PeerReaders(
            store: run.scratch.path + "/store", table: try await run.table(),
            keyNames: run.shape.keyNames, scratch: run.scratch)
        let lines = run.model.lines
        _ = try await peers.compare(with: lines)
        var changed = lines
        changed[1] = changed[1].replacing("{\"pk\"", with: "{\"other\":{\"S\":\"\"},\"pk\"")
        let extra = lines + [#"{"pk":{"S":"nobody"}}"#]
        for wrong in [Array(lines.dropLast()), extra, changed] {
            await #expect(throws: ScriptFailure.self) {
                try await peers.compare(with: wrong)
            }
        }
        try await run.close()
    }
}

import DDBPipeline
import Synchronization

/// Counts how often each of several deliveries was settled, and how.
private final class Settlements: Sendable {
    struct Entry {
        var settledCount = 0
        var rejects: [RecordReject] = []
        var failure: String?
    }

    private let entries: Mutex<[Entry]>

    init(count: Int) {
        entries = Mutex([Entry](repeating: Entry(), count: count))
    }

    func delivery(_ index: Int) -> Delivery {
        Delivery { [self] outcome in
            entries.withLock { entries in
                entries[index].settledCount += 1
                switch outcome {
                case .durable(let rejects): entries[index].rejects = rejects
                case .failed(let error, _): entries[index].failure = "\(error)"
                }
            }
        }
    }

    var all: [Entry] { entries.withLock { $0 } }
}

extension SinkConformance {
    func checkAcknowledging(_ report: inout ConformanceReport) async {
        await report.check("every batch is settled once when the lane is flushed") {
            try await write(laneCount: 1, batchCount: 20, endsWell: true)
        }
        await report.check("several lanes are independent") {
            try await write(laneCount: 4, batchCount: 20, endsWell: true)
        }
        await report.check("what was acknowledged stays after an abort") {
            try await write(laneCount: 2, batchCount: 4, endsWell: false)
        }
        await report.check("a run without items ends well") {
            try await write(laneCount: 1, batchCount: 0, endsWell: true)
        }
        await report.check("flushing again settles nothing again") {
            let (sink, target) = try await openSink()
            let settlements = Settlements(count: 1)
            let lane = try await sink.openLane()
            let batch = try TestItems.batch(["a"], [Self.progress("p", 1)])
            try await lane.write(batch, settlements.delivery(0))
            for _ in 0..<3 { try await lane.flush() }
            await lane.close()
            try await sink.finish()
            try Nonconformance.unless(
                settlements.all[0].settledCount == 1,
                "settled \(settlements.all[0].settledCount) times")
            try await target.expect(["a"], "visible")
        }
    }

    private func openSink() async throws -> (any AcknowledgingSink, SinkTarget) {
        let target = try await makeTarget()
        guard case .acknowledging(let sink) = try await target.open() else {
            throw Nonconformance("the sink is of another shape this time")
        }
        return (sink, target)
    }

    private func write(laneCount: Int, batchCount: Int, endsWell: Bool) async throws {
        let (sink, target) = try await openSink()
        let settlements = Settlements(count: laneCount * batchCount)
        try await withThrowingTaskGroup { group in
            for laneIndex in 0..<laneCount {
                group.addTask {
                    let lane = try await sink.openLane()
                    for batchIndex in 0..<batchCount {
                        let index = laneIndex * batchCount + batchIndex
                        let batch = try TestItems.batch(
                            Self.ids("b\(index)", 7),
                            [Self.progress("p\(laneIndex)", batchIndex)])
                        try await lane.write(batch, settlements.delivery(index))
                    }
                    try await lane.flush()
                    await lane.close()
                }
            }
            try await group.waitForAll()
        }
        var expected: [String] = []
        for (index, entry) in settlements.all.enumerated() {
            try Nonconformance.unless(
                entry.settledCount == 1,
                "batch \(index) was settled \(entry.settledCount) times after the flush")
            try Nonconformance.unless(
                entry.failure == nil, "batch \(index) failed: \(entry.failure ?? "")")
            var ids = Self.ids("b\(index)", 7)
            for reject in entry.rejects.sorted(by: { $0.recordIndex > $1.recordIndex }) {
                try Nonconformance.unless(
                    ids.indices.contains(reject.recordIndex),
                    "record \(reject.recordIndex) of 7 is rejected, or one is rejected twice")
                ids.remove(at: reject.recordIndex)
            }
            expected += ids
        }
        try await target.expect(expected, "acknowledged and visible")
        if endsWell {
            try await sink.finish()
            try await target.expect(expected, "visible at the end")
        } else {
            await sink.abort()
            try await target.expect(expected, "visible after the abort")
        }
    }
}

import DDBPipeline

extension SinkConformance {
    func checkStaging(_ report: inout ConformanceReport) async {
        await report.check("nothing staged is visible before the commit, all of it after") {
            let target = try await makeTarget()
            try await withSink(target) { try await Self.commitOnce($0, target) }
        }
        await report.check("an abort leaves nothing of what was staged") {
            let target = try await makeTarget()
            try await withSink(target) { sink in
                try await Self.stageAndDrop(sink)
                await sink.abort()
            }
            try await target.expect([], "visible after the abort")
        }
        await report.check("a crash leaves nothing of what was staged, and a new run works") {
            let target = try await makeTarget()
            try await withSink(target) { try await Self.stageAndDrop($0) }
            try await target.crash()
            try await target.expect([], "visible after the crash")
            try await withSink(target) { try await Self.commitOnce($0, target) }
        }
        await report.check("a commit of nothing is a commit") {
            let target = try await makeTarget()
            try await withSink(target) { try await Self.commitNothing($0) }
            try await target.expect([], "visible")
        }
    }

    /// Opens the sink, restoring first where it can, as the runner does.
    private func withSink(
        _ target: SinkTarget, _ body: (any StagingSink) async throws -> Void
    ) async throws {
        switch try await target.open() {
        case .acknowledging:
            throw Nonconformance("the sink is of another shape this time")
        case .staging(let sink):
            try await body(sink)
        case .transactional(let sink):
            _ = try await sink.restore()
            try await body(sink)
        }
    }

    private static func commitOnce(_ sink: some StagingSink, _ target: SinkTarget) async throws {
        let first = try await sink.openLane()
        let second = try await sink.openLane()
        _ = try await first.stage(TestItems.batch(ids("a", 5), [progress("p", 5)]))
        _ = try await second.stage(TestItems.batch(ids("b", 3), [progress("q", 3)]))
        _ = try await first.stage(TestItems.batch(ids("c", 2), [progress("p", 7)]))
        try await target.expect([], "visible while staged")
        let staged = [try await first.seal(), try await second.seal()].compactMap { $0 }
        try Nonconformance.unless(staged.count == 2, "a lane with rows seals nothing")
        try await target.expect([], "visible while sealed")
        await first.close()
        await second.close()
        try await sink.commit(staged, [progress("p", 7), progress("q", 3)])
        try await sink.finish()
        try await target.expect(ids("a", 5) + ids("b", 3) + ids("c", 2), "visible when committed")
    }

    private static func commitNothing(_ sink: some StagingSink) async throws {
        let lane = try await sink.openLane()
        let staged = try await lane.seal()
        try Nonconformance.unless(staged == nil, "a lane seals what it never staged")
        await lane.close()
        try await sink.commit([], [])
        try await sink.finish()
    }

    /// Leaves one lane sealed and another one open.
    private static func stageAndDrop(_ sink: some StagingSink) async throws {
        let sealed = try await sink.openLane()
        let open = try await sink.openLane()
        _ = try await sealed.stage(TestItems.batch(ids("x", 5), [progress("p", 5)]))
        _ = try await sealed.seal()
        _ = try await open.stage(TestItems.batch(ids("y", 5), [progress("q", 5)]))
        await sealed.close()
        await open.close()
    }
}

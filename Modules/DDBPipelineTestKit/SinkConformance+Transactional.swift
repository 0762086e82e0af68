import DDBPipeline

extension SinkConformance {
    func checkTransactional(_ report: inout ConformanceReport) async {
        await report.check("a new target has no positions") {
            let target = try await makeTarget()
            try await Self.expect(PositionMap(), in: target)
        }
        await report.check("restoring gives what was committed, and only that") {
            let target = try await makeTarget()
            try await withSink(target) { try await Self.commitOneOfTwo($0) }
            try await target.crash()
            try await expectFive(target, "after the crash")
        }
        await report.check("an abort keeps what was committed") {
            let target = try await makeTarget()
            try await withSink(target) { sink in
                try await Self.commitOneOfTwo(sink)
                await sink.abort()
            }
            try await expectFive(target, "after the abort")
        }
        await report.check("positions of later commits replace those of earlier ones") {
            let target = try await makeTarget()
            var expected = PositionMap()
            try await withSink(target) { expected = try await Self.commitOften($0) }
            if try await !showsCommits(target) { try await target.crash() }
            try await Self.expect(expected, in: target)
            let count = expected.progress.count
            let ids = Self.ids("a", 3) + (count > 1 ? Self.ids("b", 3) : [])
            if try await showsCommits(target) {
                if count > 1 { try await target.expect(ids, "visible") }
            } else {
                try await finish(target)
                try await target.expect(ids, "visible when finished")
            }
        }
        await report.check("a partition that is forgotten is not restored") {
            let target = try await makeTarget()
            try await withSink(target) { try await Self.commitAndForget($0) }
            if try await !showsCommits(target) { try await target.crash() }
            try await Self.expect(PositionMap([Self.progress("p", 3)]), in: target)
        }
        await report.check("a suspended run is continued by the next") {
            let target = try await makeTarget()
            try await withSink(target) { sink in
                try await Self.commitOneOfTwo(sink)
                try await sink.suspend()
            }
            try await target.crash()
            try await expectFive(target, "after it was suspended")
        }
    }

    /// Expects what ``commitOneOfTwo(_:)`` committed, durable and, at the latest when the next run
    /// finishes, visible.
    private func expectFive(_ target: SinkTarget, _ moment: String) async throws {
        let shows = try await showsCommits(target)
        try await target.expect(shows ? Self.ids("a", 5) : [], "visible \(moment)")
        try await Self.expect(PositionMap([Self.progress("p", 5)]), in: target)
        if shows { return }
        try await finish(target)
        try await target.expect(Self.ids("a", 5), "visible when finished \(moment)")
    }

    /// Runs once more, with nothing left to read.
    private func finish(_ target: SinkTarget) async throws {
        try await withSink(target) { try await $0.finish() }
    }

    private func showsCommits(_ target: SinkTarget) async throws -> Bool {
        var shows = true
        try await withSink(target) { sink in
            shows = sink.showsCommits
            await sink.abort()
        }
        return shows
    }

    private func withSink(
        _ target: SinkTarget, _ body: (any TransactionalSink) async throws -> Void
    ) async throws {
        guard case .transactional(let sink) = try await target.open() else {
            throw Nonconformance("the sink is of another shape this time")
        }
        _ = try await sink.restore()
        try await body(sink)
    }

    private static func expect(_ positions: PositionMap, in target: SinkTarget) async throws {
        guard case .transactional(let sink) = try await target.open() else {
            throw Nonconformance("the sink is of another shape this time")
        }
        let restored = try await sink.restore()
        await sink.abort()
        try Nonconformance.unless(
            restored == positions,
            "restored \(words(restored)) instead of \(words(positions))")
    }

    private static func words(_ positions: PositionMap) -> String {
        let words = positions.progress.map {
            "\($0.partition)=\($0.position)\($0.isFinished ? " finished" : "")"
        }
        return "[" + words.joined(separator: ", ") + "]"
    }

    /// Commits what one lane sealed; what the other sealed and a third staged stays behind.
    private static func commitOneOfTwo(_ sink: some TransactionalSink) async throws {
        let first = try await sink.openLane()
        let second = try await sink.openLane()
        _ = try await first.stage(TestItems.batch(ids("a", 5), [progress("p", 5)]))
        _ = try await second.stage(TestItems.batch(ids("b", 5), [progress("q", 5)]))
        let staged = try await first.seal()
        _ = try await second.seal()
        try await sink.commit([staged].compactMap { $0 }, [progress("p", 5)])
        _ = try await first.stage(TestItems.batch(ids("c", 5), [progress("p", 10)]))
        await first.close()
        await second.close()
    }

    private static func commitOften(_ sink: some TransactionalSink) async throws -> PositionMap {
        let lane = try await sink.openLane()
        _ = try await lane.stage(TestItems.batch(ids("a", 3), [progress("p", 3)]))
        let first = try await lane.seal()
        try await sink.commit([first].compactMap { $0 }, [progress("p", 3)])
        guard sink.commitPolicy != .atEnd else {
            await lane.close()
            try await sink.finish()
            return PositionMap([try progress("p", 3)])
        }
        _ = try await lane.stage(TestItems.batch(ids("b", 3), [progress("p", 6)]))
        let second = try await lane.seal()
        try await sink.commit(
            [second].compactMap { $0 }, [progress("p", 6), progress("q", 1)])
        try await sink.commit([], [progress("q", 2, isFinished: true)])
        await lane.close()
        if sink.showsCommits { try await sink.finish() }
        return PositionMap([try progress("p", 6), try progress("q", 2, isFinished: true)])
    }

    /// Forgets a partition that was committed before, one that no commit has had and, where there
    /// are several commits, one in the commit that has its last rows.
    private static func commitAndForget(_ sink: some TransactionalSink) async throws {
        let unknown = PartitionProgress.forgotten(try Partition("r"))
        let lane = try await sink.openLane()
        _ = try await lane.stage(TestItems.batch(ids("a", 3), [progress("p", 3)]))
        let staged = try await lane.seal()
        if sink.commitPolicy == .atEnd {
            try await sink.commit([staged].compactMap { $0 }, [progress("p", 3), unknown])
        } else {
            try await sink.commit(
                [staged].compactMap { $0 },
                [progress("p", 3), progress("q", 1, isFinished: true)])
            _ = try await lane.stage(TestItems.batch(ids("b", 3), [progress("q", 3)]))
            let last = try await lane.seal()
            try await sink.commit(
                [last].compactMap { $0 }, [.forgotten(try Partition("q")), unknown])
        }
        await lane.close()
        if sink.showsCommits || sink.commitPolicy == .atEnd { try await sink.finish() }
    }
}

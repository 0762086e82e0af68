public import DDBPipeline

/// What every source must pass before it is bundled.
///
/// The kit reads a source that ends, over data that does not change, with several partitions or at
/// least several batches; the more batches, the more places it can resume from.
///
/// ```swift
/// let report = await SourceConformance(spec: LinesSource.spec) { positions in
///     try await LinesSource(["path": "\(folder)/*.jsonl"], context: context).open(from: positions)
/// }.run()
/// #expect(report.isConforming, "\(report)")
/// ```
public struct SourceConformance: Sendable {
    /// The most steps of a reader before the kit says that it does not end.
    public var stepCountMax = 100_000
    /// The largest batch that is tolerated.
    public var batchByteCountMax = 64 << 20
    /// The most places from which reading is resumed.
    public var resumeCountMax = 48

    private let spec: ComponentSpec
    private let open: @Sendable (PositionMap) async throws -> any SourceSession

    /// Creates a kit.
    ///
    /// - Parameters:
    ///   - spec: The component's spec.
    ///   - open: Opens the same source again and again, at given positions.
    public init(
        spec: ComponentSpec,
        open: @escaping @Sendable (PositionMap) async throws -> any SourceSession
    ) {
        self.spec = spec
        self.open = open
    }

    /// Checks every demand.
    public func run() async -> ConformanceReport {
        var report = ConformanceReport()
        await report.check("the spec describes a source without contradictions") {
            try Nonconformance.unless(spec.kind == .source, "it is a \(spec.kind.rawValue)")
            try Nonconformance.unless(
                spec.problems.isEmpty, spec.problems.joined(separator: "; "))
        }
        var all: [Batch] = []
        await report.check("it reads to its end, in order, and says how far it is") {
            all = try await read(from: PositionMap())
            try Nonconformance.unless(
                all.contains { $0.rowCount > 0 }, "the fixture gives no items")
        }
        guard report.isConforming else { return report }
        let baseline = all
        let texts = baseline.flatMap { TestItems.texts(of: $0.items) }
        await report.check("every partition is finished once, after its last item") {
            try checkProgress(baseline)
        }
        await report.check("reading again gives the same items") {
            let again = try await read(from: PositionMap())
            try Nonconformance.unlessSame(
                again.flatMap { TestItems.texts(of: $0.items) }, texts, "the second time")
        }
        await report.check("resuming from a saved position gives exactly the rest") {
            try await checkResuming(baseline, texts)
        }
        await report.check("several lanes together get everything once") {
            try await checkLanes(texts)
        }
        await report.check("a cancelled reader ends within bounded steps") {
            try await checkCancellation()
        }
        await report.check("a session that is left early closes") {
            let session = try await open(PositionMap())
            let reader = try await session.nextReader()
            _ = try await reader?.next()
            await reader?.close()
            await session.close()
        }
        return report
    }

    /// Reads everything with one lane, checking what each batch says.
    private func read(from positions: PositionMap) async throws -> [Batch] {
        let session = try await open(positions)
        var batches: [Batch] = []
        var owners: [Partition: Int] = [:]
        var readerIndex = 0
        while let reader = try await session.nextReader() {
            var stepCount = 0
            reading: while true {
                stepCount += 1
                try Nonconformance.unless(
                    stepCount <= stepCountMax, "a reader does not end in \(stepCountMax) steps")
                switch try await reader.next() {
                case .idle:
                    continue
                case .end:
                    break reading
                case .batch(let batch):
                    try Nonconformance.unless(
                        batch.rowCount == 0 || !batch.progress.isEmpty,
                        "a batch with items has no progress")
                    try Nonconformance.unless(
                        batch.byteCount <= batchByteCountMax, "a batch has \(batch.byteCount) bytes"
                    )
                    for step in batch.progress {
                        let owner = owners.updateValue(readerIndex, forKey: step.partition)
                        try Nonconformance.unless(
                            owner == nil || owner == readerIndex,
                            "the partition \(step.partition) is given by two readers")
                    }
                    batches.append(batch)
                }
            }
            await reader.close()
            readerIndex += 1
        }
        await session.close()
        return batches
    }

    private func checkProgress(_ batches: [Batch]) throws {
        var seen: [Partition: Set<Position>] = [:]
        var finished: Set<Partition> = []
        for batch in batches {
            for step in batch.progress {
                try Nonconformance.unless(
                    !finished.contains(step.partition),
                    "\(step.partition) goes on after it was finished")
                let isNew = seen[step.partition, default: []].insert(step.position).inserted
                try Nonconformance.unless(
                    isNew || batch.rowCount == 0,
                    "\(step.partition) gives items and comes back to an earlier position")
                if step.isFinished { finished.insert(step.partition) }
            }
        }
        let open = Set(seen.keys).subtracting(finished).sorted()
        try Nonconformance.unless(
            open.isEmpty, "never finished: \(open.map(\.id).joined(separator: ", "))")
    }

    /// Saves the positions after each of several batches and reads the rest from there.
    private func checkResuming(_ batches: [Batch], _ texts: [String]) async throws {
        let stride = max(1, batches.count / resumeCountMax)
        for cut in Swift.stride(from: 0, through: batches.count, by: stride) + [batches.count] {
            let positions = PositionMap(batches[..<cut].flatMap(\.progress))
            let first = batches[..<cut].flatMap { TestItems.texts(of: $0.items) }
            let rest = try await read(from: positions).flatMap { TestItems.texts(of: $0.items) }
            try Nonconformance.unlessSame(
                first + rest, texts, "resumed after \(cut) of \(batches.count) batches")
        }
    }

    private func checkLanes(_ texts: [String]) async throws {
        let session = try await open(PositionMap())
        let found = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var found: [String] = []
                    while let reader = try await session.nextReader() {
                        var stepCount = 0
                        reading: while stepCount < stepCountMax {
                            stepCount += 1
                            switch try await reader.next() {
                            case .batch(let batch): found += TestItems.texts(of: batch.items)
                            case .idle: continue
                            case .end: break reading
                            }
                        }
                        await reader.close()
                    }
                    return found
                }
            }
            var all: [String] = []
            for try await found in group { all += found }
            return all
        }
        await session.close()
        try Nonconformance.unlessSame(found, texts, "four lanes")
    }

    private func checkCancellation() async throws {
        let open = open
        let stepCountMax = stepCountMax
        // The task is awaited below and cancels itself.
        let reading = Task {
            let session = try await open(PositionMap())
            withUnsafeCurrentTask { $0?.cancel() }
            var stepCount = 0
            do {
                while let reader = try await session.nextReader() {
                    defer { _ = reader }
                    reading: while stepCount < stepCountMax {
                        stepCount += 1
                        if case .end = try await reader.next() { break reading }
                    }
                    await reader.close()
                    if stepCount >= stepCountMax { break }
                }
            } catch is CancellationError {
                // This is what a source should do.
            }
            await session.close()
            return stepCount
        }
        let stepCount = try await reading.value
        try Nonconformance.unless(
            stepCount < stepCountMax, "it goes on for \(stepCount) steps")
    }
}

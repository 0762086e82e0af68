public import DDBPipeline

/// What every sink must pass before it is bundled.
///
/// The kit writes small items (see ``TestItems``), each with an `id`, into a new target for each
/// demand.
///
/// ```swift
/// let report = await SinkConformance(spec: LinesSink.spec) {
///     let path = "\(folder)/\(UUID()).jsonl"
///     return SinkTarget(
///         open: { try await LinesSink(["path": path], context: context).open() },
///         visibleIDs: { try ids(inLinesOf: path) })
/// }.run()
/// #expect(report.isConforming, "\(report)")
/// ```
public struct SinkConformance: Sendable {
    let spec: ComponentSpec
    let makeTarget: @Sendable () async throws -> SinkTarget

    /// Creates a kit.
    ///
    /// - Parameters:
    ///   - spec: The component's spec.
    ///   - makeTarget: Makes a new, empty target.
    public init(
        spec: ComponentSpec, makeTarget: @escaping @Sendable () async throws -> SinkTarget
    ) {
        self.spec = spec
        self.makeTarget = makeTarget
    }

    /// Checks every demand on the kind of sink that it is.
    public func run() async -> ConformanceReport {
        var report = ConformanceReport()
        await report.check("the spec describes a sink without contradictions") {
            try Nonconformance.unless(spec.kind == .sink, "it is a \(spec.kind.rawValue)")
            try Nonconformance.unless(
                spec.problems.isEmpty, spec.problems.joined(separator: "; "))
        }
        var shape: SinkSession?
        await report.check("it opens, and aborts without having been used") {
            let session = try await makeTarget().open()
            shape = session
            switch session {
            case .acknowledging(let sink): await sink.abort()
            case .staging(let sink): await sink.abort()
            case .transactional(let sink): await sink.abort()
            }
        }
        switch shape {
        case nil: break
        case .acknowledging: await checkAcknowledging(&report)
        case .staging: await checkStaging(&report)
        case .transactional:
            await checkStaging(&report)
            await checkTransactional(&report)
        }
        await report.check("the guarantee of the spec is that of the sink") {
            if case .transactional = shape { return }
            try Nonconformance.unless(
                spec.delivery == .atLeastOnce,
                "only a transactional sink delivers \(spec.delivery.rawValue)")
        }
        return report
    }

    /// Ids that no other call gives: `prefix-0` and so on.
    static func ids(_ prefix: String, _ count: Int) -> [String] {
        (0..<count).map { "\(prefix)-\($0)" }
    }

    static func progress(_ partition: String, _ position: Int, isFinished: Bool = false) throws
        -> PartitionProgress
    {
        PartitionProgress(
            try Partition(partition), try Position(String(position)), isFinished: isFinished)
    }
}

import DDBConfiguration
import Synchronization

/// Counts rejected records against what the settings allow, and keeps the first.
final class RejectLedger: Sendable {
    private struct State {
        var count = 0
        var sample: [RecordReject] = []
    }

    private let countMax: Int
    private let component: String
    private let remedy: String
    private let state = Mutex(State())

    init(_ settings: PipelineSettings, sink: ComponentSpec) {
        countMax = settings.rejectCountMax
        remedy = settings.rejectRemedy ?? Self.remedy(sink)
        component = sink.title
    }

    private static func remedy(_ sink: ComponentSpec) -> String {
        let raise = "aise 'settings.rejects-max' to go on without them."
        return sink.fields.contains { $0.name == "dead-letter" }
            ? "Name a file that takes them in the sink's 'dead-letter', or r" + raise : "R" + raise
    }

    var sample: [RecordReject] { state.withLock { $0.sample } }

    /// Notes the rejects of one batch.
    ///
    /// - Throws: ``PipelineError`` `rejected` once there are too many, and as ``keep(_:of:)``.
    func note(_ rejects: [RecordReject], of places: RecordPlaces) throws(PipelineError) {
        try keep(rejects, of: places)
        if !rejects.isEmpty, let failure { throw failure }
    }

    /// Counts the rejects of one batch, however many there are.
    ///
    /// - Throws: ``PipelineError`` `contractBroken` for an index that the batch does not have.
    func keep(_ rejects: [RecordReject], of places: RecordPlaces) throws(PipelineError) {
        guard !rejects.isEmpty else { return }
        guard rejects.allSatisfy({ (0..<places.count).contains($0.recordIndex) }) else {
            throw PipelineError(
                .contractBroken, "The sink rejects a record that the batch does not have.",
                component: component)
        }
        state.withLock { state in
            state.count += rejects.count
            let room = PipelineReport.rejectSampleCountMax - state.sample.count
            for var reject in rejects.prefix(max(0, room)) {
                reject.place = places[reject.recordIndex]
                state.sample.append(reject)
            }
        }
    }

    /// What ends a run; nil as long as no more were rejected than are allowed.
    var failure: PipelineError? {
        let (count, first) = state.withLock { ($0.count, $0.sample.first) }
        guard count > countMax, let first else { return nil }
        let place = first.place.isEmpty ? "" : " (\(first.place))"
        return PipelineError(
            .rejected,
            "\(count) records were rejected and \(countMax) are allowed; one\(place) because:"
                + " \(first.reason). \(remedy)",
            component: component)
    }
}

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

    init(_ settings: PipelineSettings, component: String) {
        countMax = settings.rejectCountMax
        remedy = settings.rejectRemedy
        self.component = component
    }

    var sample: [RecordReject] { state.withLock { $0.sample } }

    /// Notes the rejects of one batch.
    ///
    /// - Throws: ``PipelineError`` `rejected` once there are too many, `contractBroken` for an
    ///   index that the batch does not have.
    func note(_ rejects: [RecordReject], of places: RecordPlaces) throws(PipelineError) {
        guard let first = rejects.first else { return }
        guard rejects.allSatisfy({ (0..<places.count).contains($0.recordIndex) }) else {
            throw PipelineError(
                .contractBroken, "The sink rejects a record that the batch does not have.",
                component: component)
        }
        let count = state.withLock { state in
            state.count += rejects.count
            let room = PipelineReport.rejectSampleCountMax - state.sample.count
            for var reject in rejects.prefix(max(0, room)) {
                reject.place = places[reject.recordIndex]
                state.sample.append(reject)
            }
            return state.count
        }
        guard count <= countMax else {
            let place = places[first.recordIndex]
            throw PipelineError(
                .rejected,
                "\(count) records were rejected and \(countMax) are allowed; one"
                    + (place.isEmpty ? "" : " (\(place))") + " because: \(first.reason). \(remedy)",
                component: component)
        }
    }
}

import DDBBase

/// What the parts of one run share.
struct RunContext: Sendable {
    let settings: PipelineSettings
    let source: any SourceSession
    let sourceTitle: String
    let sinkTitle: String
    let counters: PipelineCounters
    let metrics: PipelineMetrics
    let rejects: RejectLedger
    let gate: FlowGate
    let time: any TimeSource

    /// Notes what became of a batch's records in the sink.
    func wrote(_ rejects: [RecordReject], of places: RecordPlaces) throws(PipelineError) {
        counters.wrote(rowCount: places.count, rejectCount: rejects.count)
        metrics.rejected(rejects.count)
        try self.rejects.note(rejects, of: places)
    }

    /// Notes what a batch's records that are rejected are, where the others came to nothing known.
    ///
    /// That they are too many is told by ``RejectLedger/failure``: the run has failed anyway.
    func failed(_ rejects: [RecordReject], of places: RecordPlaces) throws(PipelineError) {
        counters.rejected(rejects.count)
        metrics.rejected(rejects.count)
        try self.rejects.keep(rejects, of: places)
    }

    func sinkError(_ error: any Error, _ code: PipelineError.Code = .sinkFailed) -> any Error {
        PipelineError.wrap(error, code, component: sinkTitle)
    }

    /// Tells the source what is durable.
    func delivered(_ progress: [PartitionProgress]) async throws {
        if progress.isEmpty { return }
        do {
            try await source.delivered(progress)
        } catch {
            throw PipelineError.wrap(error, .sourceFailed, component: sourceTitle)
        }
    }
}

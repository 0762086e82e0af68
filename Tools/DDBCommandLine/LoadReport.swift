import DDBDynamoDBSink
import DDBJSON
import DDBPipeline

/// What `ddbkit load` says at its end.
struct LoadReport {
    let table: String
    let counts: PipelineCounters.Snapshot
    let duration: Duration
    /// Whether the load ended before its end.
    let isStopped: Bool
    let writes: DynamoDBSink.Counts
    /// The records that earlier runs of the job have settled.
    let settledBefore: Int

    /// The write capacity that was consumed, in whole units.
    private var writeUnits: Int { Int(writes.consumedCapacity.rounded(.up)) }

    /// One line for people; what did not happen is left out.
    var text: String {
        var line =
            "\(table): \(Quantity.count(counts.rowsWritten)) records in "
            + Quantity.duration(duration.inSeconds)
        if settledBefore > 0 { line += ", going on after \(Quantity.count(settledBefore))" }
        line += ": \(Quantity.count(writes.written)) written"
        let others = [
            (writes.superseded, "superseded"), (writes.merged, "merged"),
            (writes.unchanged, "unchanged"), (writes.keptOut, "kept out"),
            (writes.deadLetters, "dead letters"), (counts.rowsRejected, "rejected"),
            (counts.rowsSkipped, "skipped"),
        ]
        for (count, what) in others where count > 0 {
            line += ", \(Quantity.count(count)) \(what)"
        }
        line += ", \(Quantity.count(writeUnits)) WCU"
        if writes.throttledCalls > 0 {
            line += ", \(Quantity.count(writes.throttledCalls)) throttles"
        }
        return line
    }

    /// One line for programs.
    var json: String {
        let milliseconds = Int((duration.inSeconds * 1000).rounded())
        let numbers = [
            ("records", counts.rowsWritten), ("written", writes.written),
            ("superseded", writes.superseded), ("merged", writes.merged),
            ("unchanged", writes.unchanged), ("keptOut", writes.keptOut),
            ("deadLetters", writes.deadLetters), ("rejected", counts.rowsRejected),
            ("skipped", counts.rowsSkipped), ("writeUnits", writeUnits),
            ("throttledCalls", writes.throttledCalls), ("unprocessed", writes.unprocessed),
            ("milliseconds", milliseconds),
        ]
        return JSONText.line(
            JSONText.object(
                [("table", .string(table))] + numbers.map { ($0.0, .number("\($0.1)")) }
                    + [("stopped", .bool(isStopped))]))
    }
}

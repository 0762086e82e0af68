import DDBConfiguration
import DDBDynamoDBSink
import DDBJSON
import DDBPipeline

/// What `ddbkit load --dry-run` does: everything but writing.
struct LoadRehearsal {
    /// What a million write request units of an on-demand table cost in us-east-1, in dollars.
    static let dollarsOfMillionUnits = 0.625

    private var pipeline: Pipeline
    private let sink: RehearsalSink
    private let context: ComponentContext

    init(
        _ pipeline: Pipeline, sink options: ConfigurationNode, _ context: ComponentContext
    ) throws {
        sink = try RehearsalSink(
            options: Options(options, fields: RehearsalSink.spec.fields), context: context)
        self.pipeline = pipeline
        self.pipeline.sink = sink
        self.context = context
    }

    /// Reads everything and tells what it would take.
    ///
    /// - Parameter keepsRejects: Whether the load would set records aside that cannot be written.
    /// - Throws: `ExitStatus.badInput` where such records would end it.
    func run(json: Bool, keepsRejects: Bool) async throws {
        let report = try await PipelineRunner(pipeline, context: context).run()
        let estimate = sink.estimate
        if json {
            try tellJSON(estimate, skipped: report.counts.rowsSkipped)
        } else {
            try tell(estimate, skipped: report.counts.rowsSkipped)
        }
        if estimate.rejectCount > 0, !keepsRejects { throw ExitStatus.badInput }
    }

    private func tell(_ estimate: RehearsalSink.Estimate, skipped: Int) throws {
        var lines = [
            "\(Quantity.count(estimate.putCount)) items to put, "
                + "\(Quantity.count(estimate.deleteCount)) to delete, "
                + "\(Quantity.bytes(estimate.itemByteCount)) as DynamoDB counts them",
            "\(Quantity.count(estimate.writeUnits)) write units where each record is written: "
                + "\(Self.price(of: estimate.writeUnits)) on demand in us-east-1, without indexes",
        ]
        if estimate.isReduced {
            lines.append(
                "each item is read first, consistently; the units are those of records as they "
                    + "come, not of items as they become")
        }
        if skipped > 0 { lines.append("\(Quantity.count(skipped)) records are skipped") }
        if estimate.rejectCount > 0 {
            lines.append("\(Quantity.count(estimate.rejectCount)) cannot be written, among them:")
            lines += estimate.reasons.map { "  \($0)" }
        }
        for line in lines { try Console.writeLine(line) }
    }

    /// What write units cost, to the cent.
    static func price(of writeUnits: Int) -> String {
        let cents = Double(writeUnits) / 1e6 * dollarsOfMillionUnits * 100
        guard cents == 0 || cents >= 1 else { return "less than $0.01" }
        let whole = Int(cents.rounded(.up))
        return "about $\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
    }

    private func tellJSON(_ estimate: RehearsalSink.Estimate, skipped: Int) throws {
        try Console.writeLine(
            JSONText.line(
                JSONText.object([
                    ("puts", .number("\(estimate.putCount)")),
                    ("deletes", .number("\(estimate.deleteCount)")),
                    ("itemBytes", .number("\(estimate.itemByteCount)")),
                    ("writeUnits", .number("\(estimate.writeUnits)")),
                    ("rejected", .number("\(estimate.rejectCount)")),
                    ("skipped", .number("\(skipped)")),
                    ("reasons", .array(estimate.reasons.map { .string($0) })),
                ])))
    }
}

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

    func run(json: Bool) async throws {
        let report = try await PipelineRunner(pipeline, context: context).run()
        let estimate = sink.estimate
        let dollars = Double(estimate.writeUnits) / 1e6 * Self.dollarsOfMillionUnits
        let cents = Int((dollars * 100).rounded(.up))
        guard !json else { return try tellJSON(estimate, skipped: report.counts.rowsSkipped) }
        var lines = [
            "\(Quantity.count(estimate.putCount)) items to put, "
                + "\(Quantity.count(estimate.deleteCount)) to delete, "
                + "\(Quantity.bytes(estimate.itemByteCount)) as DynamoDB counts them",
            "\(estimate.isReduced ? "about" : "at least") "
                + "\(Quantity.count(estimate.writeUnits)) write units: about "
                + "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100) on demand in "
                + "us-east-1, without indexes",
        ]
        if estimate.isReduced {
            lines.append(
                "each item is read first, consistently; the units are those of records as they "
                    + "come, not of items as they become")
        }
        if report.counts.rowsSkipped > 0 {
            lines.append("\(Quantity.count(report.counts.rowsSkipped)) records are skipped")
        }
        if estimate.rejectCount > 0 {
            lines.append("\(Quantity.count(estimate.rejectCount)) cannot be written, among them:")
            lines += estimate.reasons.map { "  \($0)" }
        }
        for line in lines { try Console.writeLine(line) }
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

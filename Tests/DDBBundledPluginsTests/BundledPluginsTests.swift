import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBNullSink
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite struct BundledPluginsTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))

    @Test func `every spec is without contradictions, and documented`() {
        let registry = ComponentRegistry.bundled
        #expect(
            Set(registry.specs.map(\.title)) == [
                "csv source", "export source", "lines source", "parquet source", "store source",
                "lines sink", "null sink",
                "store sink", "dynamodb sink", "dynamodb-scan source", "dynamodb-streams source",
            ])
        for spec in registry.specs {
            #expect(spec.problems == [], "\(spec.title)")
            #expect(!spec.description.isEmpty, "\(spec.title)")
            #expect(!spec.text.isEmpty && !spec.markdown.isEmpty)
        }
    }

    @Test func `the null sink keeps the contract`() async {
        let report = await SinkConformance(spec: NullSink.spec) { [context] in
            SinkTarget(
                open: { try await NullSink([:], context: context).open() }, visibleIDs: nil)
        }.run()
        #expect(report.isConforming, "\(report)")
    }

    @Test func `a document copies lines, and every item comes back equal`() async throws {
        let scratch = try ScratchFolder()
        let folder = scratch.path
        let texts = (0..<5000).map { TestItems.text("row-\($0)") }
        for part in 0..<4 {
            let lines = stride(from: part, to: texts.count, by: 4).map { texts[$0] }
            try scratch.write("in-\(part)", Array(lines.joined(separator: "\n").utf8))
        }
        let yaml = """
            source:
              lines:
                path: [\((0..<4).map { "\(folder)/in-\($0)" }.joined(separator: ", "))]
                batch-bytes: 4KiB
            sink:
              lines: {path: "${env:OUT}"}
            settings: {lanes: 3}
            """
        let document = try ConfigurationNode.parse(
            yaml: yaml, file: "run.yaml",
            environment: ProcessEnvironment(["OUT": folder + "/out"]))
        let configuration = try #require(try PipelineConfiguration.read(document).first)
        let pipeline = try configuration.build(registry: .bundled, context: context)
        let report = try await PipelineRunner(pipeline, context: context).run()
        let written = try String(contentsOfFile: folder + "/out", encoding: .utf8)
        #expect(written.split(separator: "\n").map(String.init).sorted() == texts.sorted())
        #expect(report.counts.rowsWritten == 5000 && report.counts.commitCount == 1)
        #expect(report.counts.sourceBytesConsumed == report.counts.totals.byteCount)
        #expect(report.counts.totals.partitionCount == 4)
    }
}

import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline
import DDBTestSupport
import Foundation
import Testing

/// Every pipeline that a page shows is one that can be built.
@Suite struct DocumentedPipelineTests {
    @Test func `pipelines of the pages are understood`() throws {
        let context = ComponentContext(environment: ProcessEnvironment([:]))
        var count = 0
        for page in ["README.md", "Docs/Files.md", "Docs/Load.md"] {
            let text = try String(contentsOfFile: Checkout.path(page), encoding: .utf8)
            for block in Self.pipelines(text) {
                let node = try ConfigurationNode.parse(
                    yaml: block, file: page,
                    environment: ProcessEnvironment(["TABLE_NAME": "orders"]),
                    secrets: DocumentedSecrets())
                let configurations = try PipelineConfiguration.read(node)
                for configuration in configurations {
                    _ = try configuration.build(registry: .bundled, context: context)
                    count += 1
                }
            }
        }
        #expect(count >= 5)
    }

    /// The blocks that have a source or a sink, with a plain one where the other is left out.
    private static func pipelines(_ page: String) -> [String] {
        page.components(separatedBy: "```yaml\n").dropFirst().compactMap { piece in
            guard let end = piece.range(of: "```") else { return nil }
            var block = String(piece[..<end.lowerBound])
            let hasSource = ("\n" + block).contains("\nsource:")
            let hasSink = ("\n" + block).contains("\nsink:")
            guard hasSource || hasSink else { return nil }
            if !hasSource { block += "source: {lines: {path: in.jsonl}}\n" }
            if !hasSink { block += "sink: {lines: {path: out.jsonl}}\n" }
            if !block.contains("\nname:") { block += "name: documented\n" }
            return block
        }
    }
}

/// Any secret that a page names.
private struct DocumentedSecrets: SecretProvider {
    func secret(named name: String) throws -> Secret? { Secret("AKIDOCUMENTED") }
}

import DDBBase
import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import Testing

@Suite struct PipelineConfigurationTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))

    var registry: ComponentRegistry {
        var registry = ComponentRegistry()
        registry.register(source: MemorySource.self)
        registry.register(sink: MemorySink.self)
        registry.register(sink: MemoryAcknowledgingSink.self)
        return registry
    }

    func read(_ yaml: String) throws -> [PipelineConfiguration] {
        try PipelineConfiguration.read(
            ConfigurationNode.parse(
                yaml: yaml, file: "p.yaml", environment: ProcessEnvironment([:])))
    }

    func build(_ yaml: String) throws -> [Pipeline] {
        try read(yaml).map { try $0.build(registry: registry, context: context) }
    }

    @Test(arguments: [
        """
        name: n
        source:
          memory:
            rows: 55
            batch-rows: 10
        sink: memory
        settings:
          lanes: 3
          buffer-bytes: 1MiB
        """,
        """
        name: n
        source.memory.rows: 55
        source.memory.batch-rows: 10
        sink: {memory: }
        settings.lanes: 3
        settings.buffer-bytes: 1MiB
        """,
        """
        pipelines:
        - {name: n, source: {memory.rows: 55, memory.batch-rows: 10}, sink: {memory: {}},
           settings: {lanes: 3, buffer-bytes: 1MiB}}
        """,
    ])
    func `a document becomes a pipeline that runs`(yaml: String) async throws {
        let pipelines = try build(yaml)
        let pipeline = try #require(pipelines.first)
        #expect(pipeline.name == "n" && pipeline.settings.laneCount == 3)
        #expect(pipeline.settings.bufferByteCountMax == 1 << 20)
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(report.counts.rowsWritten == 55 && report.counts.batchesRead == 6)
    }

    @Test(arguments: [
        (
            "source: {memry: {}}\nsink: memory",
            "p.yaml:1:10: option 'source': There is no source 'memry'; did you mean 'memory'?"
        ),
        (
            "source: memory-acknowledging\nsink: memory",
            "p.yaml:1:9: option 'source': Connector memory-acknowledging can only be used as a sink."
                + " It cannot be used as a source."
        ),
        (
            "source: {memory: {row: 5}}\nsink: memory",
            "p.yaml:1:19: option 'row': There is no such option; did you mean 'rows'?"
        ),
        ("source: memory", "p.yaml:1:1: option 'sink': A value is required: a value."),
        (
            "source: memory\nsink: memory\nsettings.lane: 2",
            "p.yaml:3:1: option 'settings.lane': There is no such option; did you mean 'lanes'?"
        ),
        (
            "source: memory\nsink: memory\nsetings: {}",
            "p.yaml:3:1: option 'setings': There is no such option; did you mean 'settings'?"
        ),
        (
            "source: {memory: {}, other: {}}\nsink: memory",
            "p.yaml:1:9: option 'source': Expected the name of one component, with its options"
                + " under it."
        ),
        (
            "source: memory\nsink: memory\ntransforms: {x: {}}",
            "p.yaml:3:13: option 'transforms': Expected a list of transforms."
        ),
        (
            "source: memory\nsink: memory\ntransforms: [drop]",
            "p.yaml:3:14: option 'transforms': There is no transform 'drop'; there are none."
        ),
        (
            "pipelines:\n- {source: memory, sink: memory}\n- {source: memory, sink: memory}",
            "p.yaml:3:3: option 'name': Each of several pipelines needs a name of its own."
        ),
        (
            "pipelines: []",
            "p.yaml:1:12: option 'pipelines': Expected a list of 1 to 1000 pipelines."
        ),
    ])
    func `mistakes name the place`(yaml: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try build(yaml) }
        #expect(error?.description == text)
    }

    @Test func `a registry is a value`() throws {
        let full = registry
        let smaller = full.without("memory", kind: .sink)
        #expect(
            full.specs.map(\.title) == [
                "memory source", "memory sink", "memory-acknowledging sink",
            ])
        #expect(smaller.specs.map(\.title) == ["memory source", "memory-acknowledging sink"])
        #expect(full.without("memory").specs.count == 1)
        #expect(try full.specs(named: "memory").count == 2)
        let error = #expect(throws: PipelineError.self) { try full.specs(named: "memroy") }
        #expect(error?.description == "There is no plugin 'memroy'; did you mean 'memory'?")
    }

    @Test func `every bundled fake has a good spec`() {
        for spec in registry.specs { #expect(spec.problems == [], "\(spec.title)") }
    }

    @Test func `partitions and positions are bounded`() throws {
        #expect(throws: PipelineError.self) { try Partition("") }
        #expect(throws: PipelineError.self) { try Partition(String(repeating: "x", count: 1025)) }
        #expect(throws: PipelineError.self) { try Position(String(repeating: "x", count: 32_769)) }
        #expect(try Position("").text == "")
    }
}

import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import DDBStore
import DDBTestSupport
import Testing

/// The plugins that other modules' owners wrote, against the same kit.
@Suite struct BundledConformanceTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))
    let registry = ComponentRegistry.bundled

    func report(source name: String, _ options: ConfigurationNode, resumes: Int) async throws
        -> ConformanceReport
    {
        let type = try registry.source(named: name)
        let component = try type.init(options, context: context)
        var kit = SourceConformance(spec: type.spec) { try await component.open(from: $0) }
        kit.resumeCountMax = resumes
        return await kit.run()
    }

    @Test func `the export source keeps the contract`() async throws {
        let path = Checkout.path("Tools/SampleData")
        let report = try await report(
            source: "export", ["path": .init(text: path)], resumes: 3)
        #expect(report.isConforming, "\(report)")
    }

    @Test(arguments: ["load", "changes", "history"])
    func `the store sink keeps the contract, and the store source gives it back`(
        mode: String
    ) async throws {
        let scratch = try ScratchFolder()
        let sink = try registry.sink(named: "store")
        let source = try registry.source(named: "store")
        let report = await SinkConformance(spec: sink.spec) { [context] in
            let folder = scratch.path + "/" + SystemRandomSource().uuid()
            let options: ConfigurationNode = [
                "path": .init(text: folder), "table": "t", "key": "id",
                "mode": .init(text: mode),
            ]
            return SinkTarget(
                open: { try await sink.init(options, context: context).open() },
                visibleIDs: {
                    let plain: ConfigurationNode = ["path": .init(text: folder), "table": "t"]
                    return try await Self.ids(source.init(plain, context: context))
                })
        }.run()
        #expect(report.isConforming, "\(report)")
    }

    @Test func `the store source keeps the contract`() async throws {
        let scratch = try ScratchFolder()
        let folder = ConfigurationNode(text: scratch.path)
        let parts = (0..<3).map { part in
            MemorySource.Part(name: "p\(part)", ids: (0..<400).map { "p\(part)-r\($0)" })
        }
        let pipeline = Pipeline(
            source: MemorySource(parts: parts, batchRowCount: 50),
            sink: try registry.sink(named: "store").init(
                ["path": folder, "table": "t", "key": "id"], context: context),
            settings: PipelineSettings(laneCount: 2))
        _ = try await PipelineRunner(pipeline, context: context).run()
        let report = try await report(
            source: "store", ["path": folder, "table": "t"], resumes: 10)
        #expect(report.isConforming, "\(report)")
    }

    /// The ids of all items; none where there is no table.
    private static func ids(_ source: any SourceComponent) async throws -> [String] {
        let session: any SourceSession
        do {
            session = try await source.open(from: PositionMap())
        } catch let error as StoreError where error.code == .tableNotFound {
            return []
        }
        var ids: [String] = []
        while let reader = try await session.nextReader() {
            reading: while true {
                switch try await reader.next() {
                case .batch(let batch): ids += TestItems.ids(of: batch.items)
                case .idle: continue
                case .end: break reading
                }
            }
            await reader.close()
        }
        await session.close()
        return ids
    }
}

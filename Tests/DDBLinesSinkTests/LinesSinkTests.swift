import DDBAttributes
import DDBBase
import DDBConfiguration
import DDBLinesSink
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Testing

func lines(_ path: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").map(String.init)
}

@Suite struct LinesSinkTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))

    func write(_ items: ItemBatch, _ path: String, _ options: [String: String] = [:])
        async throws -> [RecordReject]
    {
        let sink = try LinesSink(node(path, options), context: context)
        guard case .staging(let session) = try await sink.open() else { return [] }
        return try await write(items, session)
    }

    private func write(_ items: ItemBatch, _ sink: some StagingSink) async throws
        -> [RecordReject]
    {
        let lane = try await sink.openLane()
        let rejects = try await lane.stage(Batch(items: items, progress: []))
        let staged = try await lane.seal()
        try await sink.commit([staged].compactMap { $0 }, [])
        try await sink.finish()
        return rejects
    }

    func node(_ path: String, _ more: [String: String] = [:]) -> ConfigurationNode {
        var entries = more.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }
        entries.append(ConfigurationEntry("path", ConfigurationNode(text: path)))
        return ConfigurationNode(.map(entries))
    }

    static let wire =
        #"{"id":{"S":"a\n"},"n":{"N":"+01.50"},"b":{"B":"AAE="},"s":{"SS":["x","y"]},"#
        + #""l":{"L":[{"BOOL":true},{"NULL":true}]},"m":{"M":{"k":{"NS":["1","2"]}}}}"#

    @Test(arguments: [
        ("ddb-json", "item", wire), ("ddb-json", "export", #"{"Item":\#(wire)}"#),
        (
            "json", "item",
            #"{"id":"a\n","n":1.5,"b":"AAE=","s":["x","y"],"l":[true,null],"m":{"k":[1,2]}}"#
        ),
        ("ddb-json", "change", #"{"operation":"put","newImage":\#(wire)}"#),
    ])
    func `a line is what its format and shape say`(format: String, shape: String, line: String)
        async throws
    {
        let folder = try ScratchFolder()
        let path = folder.path + "/out"
        let items = try TestItems.items(lines: [Self.wire])
        _ = try await write(items, path, ["format": format, "shape": shape])
        #expect(try lines(path) == [line])
        #expect(try folder.names() == ["out"])
    }

    @Test(arguments: [
        #""delete","sequence":"49640","eventTime":"2026-01-02T03:04:05.678Z","#
            + #""keys":{"id":{"S":"a"}},"oldImage":{"id":{"S":"a"},"n":{"N":"1"}}"#,
        #""put","partition":"shardId-\u0001\"é","epoch":7,"sequence":"0012","#
            + #""eventName":"MODIFY","newImage":{"id":{"S":"a"}}"#,
        #""delete","eventName":"REMOVE","keys":{"id":{"S":"a"}}"#,
    ])
    func `changes keep partition, order, event, time and images`(members: String) async throws {
        let folder = try ScratchFolder()
        let text = "{\"operation\":\(members)}"
        var decoder = LineDecoder(shape: .change, origin: .file)
        let bytes = Array(text.utf8)
        _ = decoder.append(bytes.span.bytes)
        let items = try #require(try decoder.nextBatch(isLast: true))
        let path = folder.path + "/out"
        let rejects = try await write(items, path, ["shape": "change"])
        #expect(try lines(path) == [text] && rejects.isEmpty)
    }

    @Test func `a delete is no item`() async throws {
        let folder = try ScratchFolder()
        let bytes = Array(#"{"operation":"delete","keys":{"id":{"S":"a"}}}"#.utf8)
        var decoder = LineDecoder(shape: .change, origin: .file)
        _ = decoder.append(bytes.span.bytes)
        let items = try #require(try decoder.nextBatch(isLast: true))
        let path = folder.path + "/items"
        #expect(try await write(items, path).map(\.recordIndex) == [0])
        #expect(try lines(path) == [])
    }

    @Test func `a file that exists is kept unless it may be replaced`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/out"
        _ = try await write(TestItems.items(["a"]), path)
        let error = await #expect(throws: PipelineError.self) {
            try await write(TestItems.items(["b"]), path)
        }
        #expect(error?.message.contains("replace: true") == true)
        _ = try await write(TestItems.items(["c"]), path, ["replace": "true"])
        #expect(try lines(path) == [TestItems.text("c")])
        #expect(try folder.names() == ["out"])
    }

    @Test func `two runs into one name do not overwrite each other`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/out"
        let first = try LinesSink(node(path), context: context)
        let second = try LinesSink(node(path), context: context)
        guard case .staging(let one) = try await first.open(),
            case .staging(let two) = try await second.open()
        else {
            Issue.record("a file is not staged")
            return
        }
        _ = try await write(TestItems.items(["a"]), one)
        await #expect(throws: PipelineError.self) {
            _ = try await write(TestItems.items(["b"]), two)
        }
        await two.abort()
        #expect(try lines(path) == [TestItems.text("a")])
        #expect(try folder.names() == ["out"])
    }

    @Test func `what cannot be written is named`() async throws {
        let folder = try ScratchFolder()
        for path in [folder.path, folder.path + "/none/out"] {
            let error = await #expect(throws: PipelineError.self) {
                _ = try await LinesSink(node(path, ["replace": "true"]), context: context).open()
            }
            #expect(error?.message.hasPrefix(path) == true)
        }
        let full = try LinesSink(node("/dev/full"), context: context)
        guard case .acknowledging(let sink) = try await full.open() else {
            Issue.record("a device is a stream")
            return
        }
        let lane = try await sink.openLane()
        let batch = Batch(items: try TestItems.items(["a"]), progress: [])
        let error = await #expect(throws: PipelineError.self) {
            try await lane.write(batch, Delivery { _ in Issue.record("acknowledged") })
        }
        #expect(error?.message.hasPrefix("/dev/full cannot be written") == true)
    }

    @Test(arguments: ["ddb-json", "json"], ["item", "export", "change"])
    func `the sink keeps the contract`(format: String, shape: String) async throws {
        let folder = try ScratchFolder()
        let report = await SinkConformance(spec: LinesSink.spec) { [context] in
            let path = folder.path + "/" + SystemRandomSource().uuid()
            let node = node(path, ["format": format, "shape": shape])
            return SinkTarget(
                open: { try await LinesSink(node, context: context).open() },
                visibleIDs: { try lines(path).compactMap(TestItems.id(inText:)) })
        }.run()
        #expect(report.isConforming, "\(report)")
        #expect(report.checks.count == 7)
    }

    @Test func `a stream keeps the contract`() async throws {
        let report = await SinkConformance(spec: LinesSink.spec) { [context] in
            SinkTarget(
                open: { try await LinesSink(["path": "/dev/null"], context: context).open() },
                visibleIDs: nil)
        }.run()
        #expect(report.isConforming, "\(report)")
    }
}

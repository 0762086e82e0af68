import DDBTestSupport
import Foundation
import Testing

/// The examples of `Docs/Examples` are packages of their own: they are built and run as a reader
/// would.
@Suite struct PipelineExampleTests {
    @Test func `a pipeline of two registered plugins and one of the user's runs`() throws {
        let scratch = try ScratchFolder()
        let statuses = ["OPEN", "SHIPPED", "PAID", "OPEN", "NEW"]
        let lines = statuses.enumerated().map { index, status in
            #"{"Item":{"id":{"S":"o\#(index)"},"status":{"S":"\#(status)"},"total":{"N":"1.10"}}}"#
        }
        try scratch.write("orders.jsonl", Array(lines.joined(separator: "\n").utf8))
        let output = try ExamplePackage.run(
            "PipelineExample", [scratch.path + "/orders.jsonl", scratch.path + "/open.json"])
        #expect(output.hasSuffix("5 read, 3 written\n"), "\(output)")
        let written = try String(contentsOfFile: scratch.path + "/open.json", encoding: .utf8)
        #expect(
            written == """
                {"id":"o0","status":"OPEN","total":1.10}
                {"id":"o2","status":"PAID","total":1.10}
                {"id":"o3","status":"OPEN","total":1.10}

                """)
    }
}

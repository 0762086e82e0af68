import DDBTestSupport
import Foundation
import Testing

/// What only the last item of the last file shows counts for the whole table.
@Suite struct LateChangeTests {
    private static let ddbkit = Program("ddbkit")
    private static let itemCount = 40

    /// Every attribute has one type until the last item, which has another, and one attribute more.
    private static let files: [[String]] = {
        var files = (0..<3).map { file in
            (0..<itemCount).map { item in
                """
                {"Item":{"pk":{"S":"\(file)-\(item)"},"whole":{"N":"\(item)"},\
                "mixed":{"N":"\(item)"},"long":{"N":"1"},"list":{"L":[{"N":"1"}]},\
                "map":{"M":{"a":{"N":"1"}}},"nothing":{"NULL":true}}}
                """
            }
        }
        files[2][itemCount - 1] = """
            {"Item":{"pk":{"S":"last"},"whole":{"N":"0.25"},"mixed":{"S":"text"},\
            "long":{"N":"12345678901234567890123456789012345678"},\
            "list":{"L":[{"S":"x"},{"N":"2"}]},"map":{"M":{"b":{"BOOL":true}}},\
            "nothing":{"B":"AAEC"},"late":{"SS":["p","q"]}}}
            """
        return files
    }()

    @Test(arguments: [1, 2, 3])
    func `what comes in the last item of the last file is kept`(threads: Int) throws {
        let export = try MadeExport(Self.files)
        let store = try ScratchFolder()
        let loaded = try Self.ddbkit.run([
            "import", export.path, "--store", store.path, "--threads", "\(threads)",
        ])
        #expect(loaded.status == 0, "\(loaded.errors)")
        let sql = """
            SELECT count(*) AS items, count(late) AS late, sum(whole) AS whole,
            max(long) AS long, count(DISTINCT mixed) AS mixed, min(mixed) AS text,
            count("map".b) AS b, count(nothing) AS bytes FROM made
            """
        let answer = try Self.ddbkit.run([
            "sql", sql, "--store", store.path, "--format", "jsonl",
        ])
        let row = """
            {"items":120,"late":1,"whole":2301.25,\
            "long":12345678901234567890123456789012345678,"mixed":41,"text":"\\"text\\"",\
            "b":1,"bytes":1}

            """
        #expect(answer.output == row, "\(answer.errors)")
        #expect(try Self.items(of: store) == Self.items(Self.files.joined().map { $0 }))
    }

    /// The items that a pipeline reads from the table, by their keys.
    private static func items(of store: ScratchFolder) throws -> [String: NSDictionary] {
        let pipeline = """
            source: {store: {path: "\(store.path)", table: \(MadeExport.table)}}
            sink: {lines: {path: "\(store.path)/lines.jsonl", shape: export}}
            """
        try store.write("pipeline.yaml", Array(pipeline.utf8))
        let outcome = try ddbkit.run(["run", store.path + "/pipeline.yaml"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try String(contentsOfFile: store.path + "/lines.jsonl", encoding: .utf8)
        return try items(text.split(separator: "\n").map(String.init))
    }

    private static func items(_ lines: [String]) throws -> [String: NSDictionary] {
        var items: [String: NSDictionary] = [:]
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let item = try #require((object as? NSDictionary)?["Item"] as? NSDictionary)
            let key = try #require((item["pk"] as? NSDictionary)?["S"] as? String)
            #expect(items.updateValue(item, forKey: key) == nil, "\(key) occurs twice")
        }
        return items
    }
}

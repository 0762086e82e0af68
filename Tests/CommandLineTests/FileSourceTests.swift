import DDBTestSupport
import Foundation
import Testing

/// Files of other formats through the real command.
@Suite struct FileSourceTests {
    private static let ddbkit = Program("ddbkit")

    private static func run(_ document: String, in folder: ScratchFolder) throws -> Int32 {
        try folder.write("run.yaml", Array(document.utf8))
        let outcome = try ddbkit.run(["run", folder.path + "/run.yaml", "--quiet"])
        if outcome.status != 0 { print(outcome.errors) }
        return outcome.status
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `Parquet becomes JSON lines with the values that pyarrow reads`() throws {
        let folder = try ScratchFolder()
        try TestPython.run("parquet_types.py", folder.path, "9", "120")
        for name in ["scalars", "nested"] {
            let file = "\(folder.path)/\(name).parquet"
            let status = try Self.run(
                """
                source: {parquet: {path: \(file)}}
                sink: {lines: {path: \(folder.path)/\(name).jsonl}}
                settings: {lanes: 1}
                """, in: folder)
            #expect(status == 0)
            let difference = try TestPython.run(
                "compare_items.py", file, "\(folder.path)/\(name).jsonl")
            #expect(difference == "", "\(name)")
        }
    }

    @Test func `CSV and a JSON array become items by one map`() throws {
        let folder = try ScratchFolder()
        try folder.write("a.csv", Array("id,n,x\na,1,y\n\"b,c\",,z\n".utf8))
        try folder.write(
            "a.json", Array(#"[{"id":"a","n":"1","x":"y"},\#n{"id":"b,c","x":"z"}]"#.utf8))
        for source in [
            "csv: {path: F/a.csv, map: M}", "lines: {path: F/a.json, format: json, map: M}",
        ] {
            let filled = source.replacingOccurrences(of: "F/", with: folder.path + "/")
                .replacingOccurrences(of: "M}", with: "\"pk=id, n:N, -x, s='f'\"}")
            let out = folder.path + "/out.jsonl"
            let status = try Self.run(
                "source: {\(filled)}\nsink: {lines: {path: \(out), replace: true}}\n", in: folder)
            #expect(status == 0)
            #expect(
                try String(contentsOfFile: out, encoding: .utf8)
                    == #"{"pk":{"S":"a"},"n":{"N":"1"},"s":{"S":"f"}}"# + "\n"
                    + #"{"pk":{"S":"b,c"},"s":{"S":"f"}}"# + "\n")
        }
    }

    @Test(
        arguments: [
            ("csv: {path: F/absent}", 66), ("parquet: {path: F/absent}", 66),
            ("parquet: {path: F/bad}", 65), ("csv: {path: F/bad, header: types, map: 'y'}", 64),
            ("csv: {path: F/bad, map: 'a:X'}", 64),
        ] as [(String, Int32)])
    func `a source's status tells what failed`(source: String, status: Int32) throws {
        let folder = try ScratchFolder()
        try folder.write("bad", Array("a,b\n1,2\n".utf8))
        let filled = source.replacingOccurrences(of: "F/", with: folder.path + "/")
        #expect(try Self.run("source: {\(filled)}\nsink: \"null\"\n", in: folder) == status)
    }
}

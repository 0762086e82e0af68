import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

/// Logs that Spark and the Delta standalone writer made.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct GoldenTableTests {
    private func root() throws -> String { try #require(SharedVectors.path("delta-golden")) }

    private func table(_ name: String) throws -> DeltaTable {
        DeltaTable(
            store: LocalBlobStore(root: try root(), pool: ThreadPool(threadCount: 1)), path: name)
    }

    @Test(
        arguments: [
            ("canonicalized-paths-normal-a", []), ("canonicalized-paths-normal-b", []),
            ("canonicalized-paths-special-a", []), ("canonicalized-paths-special-b", []),
            ("log-replay-special-characters-a", []),
            ("log-replay-special-characters", []),
            ("log-replay-special-characters-b", ["special p@#h"]),
            ("delete-re-add-same-file-different-transactions", ["foo", "bar"]),
            ("deltalog-getChanges", []),
            (
                "log-replay-dv-key-cases",
                ["part-00000-90177277-75c2-48db-92a2-20dcba39fd06-c000.snappy.parquet"]
            ),
        ] as [(String, [String])])
    func `a log replays to its files`(name: String, files: [String]) async throws {
        let table = try table(name)
        #expect(try await table.snapshot().files.map(\.path) == files)
    }

    @Test func `the latest deletion vector of a file counts`() async throws {
        let table = try table("log-replay-dv-key-cases")
        let snapshot = try await table.snapshot()
        #expect(snapshot.files.map(\.deletionVector?.uniqueId) == ["u^jP?.<zvDfIGb{C.FPij@1"])
        #expect(snapshot.tombstones.count == 3)
        let earlier = try await table.snapshot(at: 1)
        #expect(earlier.files.map(\.deletionVector?.cardinality) == [1])
        #expect(earlier.version == 1)
    }

    @Test(
        arguments: [
            ("versions-not-contiguous", .gap), ("no-delta-log-folder", .notATable),
            ("not-there-at-all", .notATable),
            ("deltalog-invalid-protocol-version", .unsupportedFeature),
            ("deltalog-state-reconstruction-without-protocol", .corrupt),
            ("deltalog-state-reconstruction-without-metadata", .corrupt),
            ("data-reader-absolute-paths-escaped-chars", .corrupt),
        ] as [(String, DeltaError.Code)])
    func `a log that cannot be read says why`(name: String, code: DeltaError.Code) async throws {
        let table = try table(name)
        await expectDelta(code) { try await table.snapshot() }
    }

    @Test func `a version that is not there is refused`() async throws {
        let table = try table("deltalog-getChanges")
        #expect(try await table.snapshot(at: 0).version == 0)
        await expectDelta(.versionAbsent) { try await table.snapshot(at: 3) }
        await expectDelta(.versionAbsent) { try await table.snapshot(at: -1) }
    }

    @Test func `every schema comes back from its own text`() async throws {
        let root = try root()
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
            guard let snapshot = try? await table(name).snapshot(),
                snapshot.metadata.schemaString != nil
            else { continue }
            let schema = try snapshot.schema()
            #expect(try DeltaSchema(text: schema.text) == schema, "\(name)")
            let theirs = try JSONValue.parse(snapshot.metadata.schemaString ?? "")
            #expect(try JSONValue.parse(schema.text) == theirs, "\(name)")
            count += 1
        }
        #expect(count > 50)
    }

    @Test func `every statistics text is understood`() async throws {
        let table = try table("data-skipping-basic-stats-all-types")
        let file = try #require(try await table.snapshot().files.first)
        let statistics = try FileStatistics(text: try #require(file.statistics))
        #expect(statistics.rowCount == 1)
        #expect(statistics.minimum(["as_date"]) == .string("2000-01-01"))
        #expect(statistics.nullCount(["as_big_decimal"]) == 0)
        #expect(statistics.maximum(["nothing"]) == nil)
    }

    @Test func `mapped columns have physical names`() async throws {
        let table = try table("table-with-columnmapping-mode-name")
        let snapshot = try await table.snapshot()
        #expect(try ColumnMapping.mode(of: snapshot.metadata) == .name)
        let field = try #require(try snapshot.schema().fields.first)
        #expect(field.name == "ByteType" && ColumnMapping.fieldId(field) == 1)
        #expect(
            ColumnMapping.physicalName(field, .name) == "col-33314a5e-7dc1-438a-8f4d-df8c417071d6")
        #expect(ColumnMapping.physicalName(field, .none) == "ByteType")
    }

    @Test func `the features of a writer are checked by name`() async throws {
        let table = try table("collations-table")
        let snapshot = try await table.snapshot()
        do {
            try snapshot.checkWritable()
            Issue.record("a table with collations may be written")
        } catch {
            #expect(error.code == .unsupportedFeature && error.message.contains("'collations'"))
        }
    }

    /// deltalake's view of every golden table that it and we can read.
    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `deltalake sees the same files`() async throws {
        let python = try #require(TestPython.path)
        let root = try root()
        let script = """
            import json, os, sys, urllib.parse, pyarrow as pa
            from deltalake import DeltaTable
            root = sys.argv[1]
            out = {}
            for name in sorted(os.listdir(root)):
                try:
                    table = DeltaTable(os.path.join(root, name))
                    actions = pa.table(table.get_add_actions(flatten=False)).to_pylist()
                    out[name] = {"version": table.version(), "id": table.metadata().id,
                                 "schema": json.loads(table.schema().to_json()),
                                 "files": sorted([
                                     os.path.basename(urllib.parse.unquote(a["path"])),
                                     a["size_bytes"], a["modification_time"],
                                     a.get("num_records")] for a in actions)}
                except BaseException as error:
                    out[name] = {"error": str(error)}
            print(json.dumps(out))
            """
        let output = try #require(
            try PeerPython.run(python, script: script, arguments: [root]))
        let theirs = try #require(try JSONValue.parse(output.span.bytes).object)
        var compared = 0
        for member in theirs.members where member.value["error"] == nil {
            let table = try table(member.name)
            let snapshot: TableSnapshot
            do {
                snapshot = try await table.snapshot()
            } catch let error as DeltaError where error.code == .notATable {
                continue
            }
            #expect(try Self.facts(snapshot.files) == member.value["files"], "\(member.name)")
            let schema = Self.ordered(try JSONValue.parse(snapshot.schema().text))
            let isEqual = schema == member.value["schema"].map(Self.ordered)
            #expect(isEqual, "\(member.name)")
            #expect(snapshot.version == member.value["version"]?.integer, "\(member.name)")
            #expect(snapshot.metadata.id == member.value["id"]?.string, "\(member.name)")
            compared += 1
        }
        #expect(compared > 60)
    }

    /// A value with the members of all objects by name: deltalake orders those of metadata anew.
    private static func ordered(_ value: JSONValue) -> JSONValue {
        if let elements = value.array { return .array(elements.map(ordered)) }
        guard let object = value.object else { return value }
        var members = JSONObject()
        for member in object.members.sorted(by: { $0.name < $1.name }) {
            members[member.name] = ordered(member.value)
        }
        return .object(members)
    }

    /// Name, size, time and rows of files, ordered as the script does.
    private static func facts(_ files: [AddFile]) throws -> JSONValue {
        let facts = try files.map { file in
            let name = file.path.split(separator: "/").last ?? ""
            let rows = try file.statistics.flatMap { try FileStatistics(text: $0).rowCount }
            return [
                JSONValue.string(LogPath.decode(String(name))), .integer(file.byteCount),
                .integer(file.modificationTime), rows.map { .integer($0) } ?? .null,
            ]
        }
        return .array(
            facts.sorted { $0[0].string ?? "" < $1[0].string ?? "" }.map { .array($0) })
    }
}

/// Expects an error of a code.
func expectDelta<Value>(
    _ code: DeltaError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as DeltaError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

/// Every table of `delta-golden`, as other software reads it.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct GoldenFolderTests {
    private func root() throws -> String { try #require(SharedVectors.path("delta-golden")) }

    private func table(_ name: String) throws -> DeltaTable {
        DeltaTable(
            store: LocalBlobStore(root: try root(), pool: ThreadPool(threadCount: 1)), path: name)
    }

    @Test(arguments: GoldenTable.all)
    func `a table reads as other software reads it`(expected: GoldenTable) async throws {
        let table = try table(expected.name)
        let snapshot = try await table.snapshot()
        #expect(snapshot.version == expected.version)
        #expect(snapshot.files.count == expected.fileCount)
        #expect(snapshot.metadata.partitionColumns == expected.partitionColumns)
        guard let rowCount = expected.rowCount else { return }
        var seen = 0
        for file in snapshot.files {
            let path = try root() + "/" + table.storePath(of: file)
            let reader = try ParquetReader(source: FileByteSource(path: path))
            try Self.checkColumns(snapshot, reader.schema)
            let deleted = try await table.deletedRows(of: file)
            #expect(deleted.last ?? -1 < reader.rowCount)
            let live = reader.rowCount - deleted.count
            if let told = try file.liveRowCount() { #expect(told == live, "\(file.path)") }
            seen += live
        }
        #expect(seen == rowCount)
    }

    /// Checks that every column of a data file is found by some column of the table, except those
    /// that later versions dropped.
    private static func checkColumns(_ snapshot: TableSnapshot, _ file: ParquetSchema) throws {
        let mode = try ColumnMapping.mode(of: snapshot.metadata)
        let fields = try snapshot.schema().fields
        let found = fields.compactMap { ColumnMapping.node(of: $0, in: file.fields, mode) }
        #expect(!found.isEmpty)
        #expect(Set(found.map(\.name)).isSubset(of: Set(file.fields.map(\.name))))
        if mode != .none { #expect(found.count == file.fields.count) }
    }

    /// Tables that the others could not read, most of them for metadata that only tests have.
    @Test(
        arguments: [
            ("canonicalized-paths-normal-a", 1, 0), ("canonicalized-paths-normal-b", 1, 0),
            ("canonicalized-paths-special-a", 1, 0), ("canonicalized-paths-special-b", 1, 0),
            ("deltalog-commit-info", 0, 1), ("update-deleted-directory", 0, 10),
            ("corrupted-last-checkpoint", 10, 11),
            ("deltalog-state-reconstruction-from-checkpoint-missing-protocol", 10, 11),
            ("deltalog-state-reconstruction-from-checkpoint-missing-metadata", 10, 11),
        ] as [(String, Int64, Int)])
    func `a table that has no schema replays`(
        name: String, version: Int64, fileCount: Int
    ) async throws {
        let snapshot = try await table(name).snapshot()
        #expect(snapshot.version == version)
        #expect(snapshot.fileCount == fileCount)
    }

    static let refused: [(name: String, code: DeltaError.Code)] = [
        ("versions-not-contiguous", .gap), ("data-reader-absolute-paths-escaped-chars", .corrupt),
        ("deltalog-invalid-protocol-version", .unsupportedFeature),
        ("deltalog-state-reconstruction-without-protocol", .corrupt),
        ("deltalog-state-reconstruction-without-metadata", .corrupt),
    ]

    @Test(arguments: refused.map(\.name))
    func `a log that cannot be read is refused`(name: String) async throws {
        let code = try #require(Self.refused.first { $0.name == name }?.code)
        let table = try table(name)
        await expectDelta(code) { try await table.snapshot() }
    }

    @Test func `no folder is left out`() throws {
        let root = try root()
        let folders = try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { $0.hasSuffix("/_delta_log") }.map { String($0.dropLast(11)) }
        let known = GoldenTable.all.map(\.name) + Self.refused.map(\.name)
        let left = Set(folders).subtracting(known)
        #expect(left.count == 9, "\(left)")
    }
}

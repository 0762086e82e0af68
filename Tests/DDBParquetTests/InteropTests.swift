import DDBParquet
import DDBTestSupport
import Foundation
import Testing

/// Files that pyarrow writes in every way it knows, and what it reads of ours.
@Suite(.enabled(if: TestPython.path != nil)) struct InteropTests {
    @Test func `what pyarrow writes is read, whole and in parts`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddbkit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = try TestPython.run("parquet_matrix.py", folder.path).split(separator: "\n")
        #expect(paths.count == 10)
        for path in paths.map(String.init) {
            let reader = try ParquetReader(source: FileByteSource(path: path))
            let expected = try TestPython.rows("pyarrow", path)
            let difference = firstDifference(try RowRenderer.rows(reader), expected)
            #expect(difference == nil, "\(path)")
            try checkParts(reader, expected, path)
        }
    }

    /// Reads ranges of rows through the page index.
    private func checkParts(
        _ reader: ParquetReader, _ expected: [String], _ path: String
    ) throws {
        let leaf = try #require(reader.schema.leaf("rising"))
        for start in stride(from: 0, to: 900, by: 130) {
            let plan = try reader.plan(
                where: .and([
                    .compare(leaf: leaf.index, .greaterOrEqual, .integer(Int64(start) * 1000)),
                    .compare(leaf: leaf.index, .less, .integer(Int64(start + 20) * 1000)),
                ]))
            var found: Set<Int> = []
            for slice in plan {
                let rows = RowRenderer.rows(
                    reader.schema, try reader.read(slice), count: slice.rowCount)
                let numbers = slice.rowRanges.flatMap { Array($0) }.map { $0 + slice.firstRow }
                #expect(rows == numbers.map { expected[$0] }, "\(path)")
                found.formUnion(numbers)
            }
            #expect(Set(start..<min(start + 20, 900)).isSubset(of: found))
            #expect(found.count < 900)
        }
    }

    @Test func `pyarrow sees the bounds, the order and the keys that were written`() throws {
        let schema = try ParquetSchema([
            .primitive("id", .required, .int64),
            .primitive("text", .optional, .byteArray, .string),
            .primitive("ratio", .required, .double),
        ])
        var settings = WriterSettings()
        settings.boundBytesMax = 8
        settings.sortingColumns = [SortingColumn(leafIndex: 0, isDescending: true)]
        var writer = try ParquetWriter(schema: schema, settings: settings)
        writer.addKeyValue("answer", "42")
        try writer.writeRowGroup(
            rowCount: 3,
            columns: [
                LeafColumn(values: .int64([3, 2, -1])),
                LeafColumn(
                    definitionLevels: [1, 0, 1],
                    values: .byteArray(ByteArrayColumn(["aaaaaaaaaa", "zzzzzzzäz"]))),
                LeafColumn(values: .double([0.0, .nan, 1.5])),
            ])
        _ = try writer.finish()
        let file = try TemporaryFile(writer.takeBytes())
        let facts = try withExtendedLifetime(file) {
            try TestPython.run("parquet_facts.py", file.path)
        }
        #expect(
            facts == """
                rows 3
                key answer=42
                id min -1 max 3 nulls 0
                text min aaaaaaaa max zzzzzz{ nulls 1
                ratio min -0.0 max 1.5 nulls 0
                sorted 0 descending

                """)
    }
}

import DDBBase
import DDBParquet
import DDBStorage

/// Writes one part of encoded columns.
final class MergedPartWriter {
    private let name: String
    private let layout: TableLayout
    private let isSorted: Bool
    private let blob: any BlobWriter
    private var parquet: ParquetWriter
    private var checksum = PartChecksum()
    private var restCounts = RestCounts()

    init(
        _ target: PartTarget, _ layout: TableLayout, _ schema: ParquetSchema,
        _ options: WriterSettings, noting begun: BegunParts
    ) async throws {
        let parquet = try ParquetWriter(schema: schema, settings: options)
        name = "part-\(target.random.uuid()).parquet"
        self.layout = layout
        isSorted = !options.sortingColumns.isEmpty
        self.parquet = parquet
        blob = try await target.store.makeWriter("\(target.folder)/\(name)")
        target.begun.insert(name)
        begun.insert(name)
    }

    func append(
        _ chunks: [EncodedChunk], _ rowCount: Int, _ counts: RestCounts
    ) async throws {
        try parquet.writeRowGroup(rowCount: rowCount, chunks: chunks)
        restCounts.add(counts)
        try await drain()
    }

    /// Writes the footer and makes the part durable.
    func finish() async throws -> WrittenPart {
        let summary = try parquet.finish()
        try await drain()
        try await blob.finish()
        var part = WrittenPart(
            name: name, layout: layout, form: .settled, summary: summary, checksum: checksum,
            restCounts: restCounts)
        part.isSorted = isSorted
        return part
    }

    func abandon() async { await blob.abandon() }

    private func drain() async throws {
        let bytes = parquet.takeBytes()
        guard !bytes.isEmpty else { return }
        checksum.add(bytes)
        try await blob.append(bytes)
    }
}

import DDBBase
import DDBParquet
import DDBSchema
import DDBStorage

/// Where parts go: a table's folder in a store.
struct PartTarget: Sendable {
    let store: any BlobStore
    /// The table's folder.
    let folder: String
    let random: any RandomSource
    /// The parts that were begun.
    var begun = BegunParts()

    /// Starts a part under a name of its own.
    func makePart(
        _ layout: TableLayout, _ settings: PartSettings, form: PartForm = .settled
    ) async throws -> PartWriter {
        let name = "part-\(random.uuid()).parquet"
        let writer = try await store.makeWriter("\(folder)/\(name)")
        begun.insert(name)
        do {
            return try PartWriter(
                name: name, writer: writer, layout: layout, settings: settings, form: form)
        } catch {
            await writer.abandon()
            throw error
        }
    }
}

/// Writes one part: encodes row groups and hands the bytes on.
final class PartWriter {
    let name: String
    let layout: TableLayout
    private let form: PartForm
    private let blob: any BlobWriter
    private var parquet: ParquetWriter
    private(set) var byteCount = 0
    private var checksum = PartChecksum()
    private var restCounts = RestCounts()

    init(
        name: String, writer: any BlobWriter, layout: TableLayout, settings: PartSettings,
        form: PartForm
    ) throws {
        self.name = name
        self.layout = layout
        self.form = form
        blob = writer
        var options = WriterSettings()
        switch form {
        case .settled:
            options.zstdLevel = settings.compressionLevel
            options.bloomFilterLeaves = layout.keyLeaves
            // For a full row group this is a filter of 128 KiB; a rate of 0.01 would need twice
            // that.
            options.bloomFilterFalsePositiveRate = 0.03
        case .fresh:
            options.codec = .lz4Raw
        }
        let schema = try ParquetSchema(layout.parquetFields)
        parquet = try ParquetWriter(schema: schema, settings: options)
    }

    func append(
        _ leaves: [LeafColumn], rowCount: Int, restCounts counts: RestCounts
    ) async throws {
        try parquet.writeRowGroup(rowCount: rowCount, columns: leaves)
        restCounts.add(counts)
        try await drain()
    }

    /// Writes the footer and makes the part durable and visible.
    func finish() async throws -> WrittenPart {
        let summary = try parquet.finish()
        try await drain()
        try await blob.finish()
        return WrittenPart(
            name: name, layout: layout, form: form, summary: summary, checksum: checksum,
            restCounts: restCounts)
    }

    func abandon() async { await blob.abandon() }

    private func drain() async throws {
        let bytes = parquet.takeBytes()
        guard !bytes.isEmpty else { return }
        byteCount += bytes.count
        checksum.add(bytes)
        try await blob.append(bytes)
    }
}

/// What a part is written for.
enum PartForm: Sendable {
    /// To stay: as small as it gets, with bloom filters on the keys and bounds of all columns.
    case settled
    /// To be merged with others soon: written fast, with bounds of the keys alone in the log.
    case fresh
}

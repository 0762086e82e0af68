/// Writes a Parquet file row group by row group; does no I/O.
///
/// Take the bytes out as they come, and store them in order:
///
/// ```swift
/// var writer = try ParquetWriter(schema: schema)
/// try writer.writeRowGroup(rowCount: 2, columns: [LeafColumn(values: .int64([1, 2]))])
/// file.append(writer.takeBytes())
/// let summary = try writer.finish()
/// file.append(writer.takeBytes())
/// ```
///
/// Pages are of version 1, with checksums, bounds, column index and offset index. Specification:
/// [parquet-format](https://github.com/apache/parquet-format).
public struct ParquetWriter: ~Copyable, Sendable {
    /// The schema of the file.
    public let schema: ParquetSchema
    /// How many rows were written.
    public private(set) var rowCount = 0
    /// How large the file is so far, in bytes; what was taken is counted too.
    public var byteCount: Int { takenBytes + output.count }

    private let settings: WriterSettings
    private var columns: ColumnWriter
    private var output: ByteBuffer
    private var takenBytes = 0
    private var rowGroups: [WrittenRowGroup] = []
    private var keyValues: [KeyValue] = []
    private var summary: FileSummary
    private var isFinished = false

    private struct WrittenRowGroup {
        var metadata: RowGroupMetadata
        var indexes: [(OffsetIndex, ColumnIndex?)]
    }

    /// A row group while its columns come.
    private struct OpenRowGroup {
        var start: Int
        var metadata = RowGroupMetadata()
        var indexes: [(OffsetIndex, ColumnIndex?)] = []
        var filters: [(leaf: Int, filter: BloomFilter)] = []
    }

    /// Begins a file.
    ///
    /// - Throws: `mismatch` where the settings name leaves that the schema has not, `unsupported`
    ///   for a codec that is not written.
    public init(
        schema: ParquetSchema, settings: WriterSettings = WriterSettings()
    ) throws(ParquetError) {
        try settings.check(schema)
        guard !schema.leaves.isEmpty else {
            throw ParquetError(.mismatch, "A file needs at least one leaf; add a column.")
        }
        let columns = try ColumnWriter(settings)
        self.schema = schema
        self.settings = settings
        self.columns = columns
        output = ByteBuffer(capacity: 1 << 16)
        summary = FileSummary(schema)
        output.append(Self.magic)
    }

    static let magic = Array("PAR1".utf8)

    /// Adds a key and a value to the footer.
    public mutating func addKeyValue(_ key: String, _ value: String?) {
        keyValues.append(KeyValue(key: key, value: value))
    }

    /// Encodes rows as one row group.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows there are; none writes nothing.
    ///   - leafColumns: A column per leaf, in the order of ``ParquetSchema/leaves``.
    /// - Throws: `mismatch` where the columns do not fit the schema or the rows (nothing is
    ///   written then), `limitExceeded` for a page above 2 GiB.
    public mutating func writeRowGroup(
        rowCount: Int, columns leafColumns: [LeafColumn]
    ) throws(ParquetError) {
        precondition(!isFinished, "a finished file takes no further rows")
        guard leafColumns.count == schema.leaves.count else {
            throw ParquetError(
                .mismatch,
                "The schema has \(schema.leaves.count) leaves, not \(leafColumns.count).")
        }
        for (leaf, column) in zip(schema.leaves, leafColumns) {
            try column.check(leaf, rowCount: rowCount)
        }
        guard rowCount > 0 else { return }
        var group = OpenRowGroup(start: byteCount)
        for (leaf, column) in zip(schema.leaves, leafColumns) {
            let chunk = try columns.write(
                column, leaf, rowCount: rowCount, fileOffset: takenBytes, to: &output)
            add(chunk, leaf, to: &group)
        }
        close(group, rowCount: rowCount)
    }

    /// Puts encoded columns together as one row group.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows there are, at least one.
    ///   - chunks: A chunk per leaf, in the order of ``ParquetSchema/leaves``, encoded with the
    ///     writer's settings.
    /// - Throws: `mismatch` where the chunks are not those of the leaves and rows (nothing is
    ///   written then).
    public mutating func writeRowGroup(
        rowCount: Int, chunks: [EncodedChunk]
    ) throws(ParquetError) {
        precondition(!isFinished, "a finished file takes no further rows")
        guard chunks.map(\.leaf) == Array(schema.leaves.indices),
            chunks.allSatisfy({ $0.rowCount == rowCount })
        else {
            throw ParquetError(
                .mismatch, "The chunks are not those of the schema's leaves and \(rowCount) rows.")
        }
        var group = OpenRowGroup(start: byteCount)
        for (leaf, chunk) in zip(schema.leaves, chunks) {
            let moved = chunk.content.moved(by: byteCount)
            output.append(chunk.bytes)
            add(moved, leaf, to: &group)
        }
        close(group, rowCount: rowCount)
    }

    private mutating func add(
        _ chunk: WrittenChunk, _ leaf: SchemaLeaf, to group: inout OpenRowGroup
    ) {
        group.metadata.columns.append(chunk.metadata)
        group.metadata.uncompressedBytes += chunk.metadata.uncompressedBytes
        group.indexes.append((chunk.offsetIndex, chunk.columnIndex))
        if let filter = chunk.bloomFilter { group.filters.append((leaf.index, filter)) }
        summary.add(chunk, leaf)
    }

    /// Appends the filters of a row group whose columns are written.
    private mutating func close(_ open: OpenRowGroup, rowCount: Int) {
        var group = open.metadata
        group.rowCount = rowCount
        group.fileOffset = open.start
        group.compressedBytes = byteCount - open.start
        group.ordinal = Int16(exactly: rowGroups.count)
        group.sortingColumns = settings.sortingColumns
        for (leaf, filter) in open.filters {
            let offset = byteCount
            filter.write(to: &output)
            group.columns[leaf].bloomFilterOffset = offset
            group.columns[leaf].bloomFilterBytes = byteCount - offset
        }
        rowGroups.append(WrittenRowGroup(metadata: group, indexes: open.indexes))
        self.rowCount += rowCount
    }

    /// Takes out what is encoded so far: the next bytes of the file.
    public mutating func takeBytes() -> [UInt8] {
        takenBytes += output.count
        return output.takeArray()
    }

    /// Lends what is encoded so far, the next bytes of the file, and forgets it.
    ///
    /// This is ``takeBytes()`` without a copy: the memory is used again.
    public mutating func drainBytes<Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        try body(output.bytes)
        takenBytes += output.count
        output.removeAll()
    }

    /// Writes the indexes and the footer; take the bytes once more after it.
    ///
    /// - Throws: `limitExceeded` for a footer above 4 GiB.
    public mutating func finish() throws(ParquetError) -> FileSummary {
        precondition(!isFinished, "a file is finished once")
        isFinished = true
        writeIndexes()
        var metadata = FileMetadata()
        metadata.schema = schema.elements
        metadata.rowCount = rowCount
        metadata.rowGroups = rowGroups.map(\.metadata)
        metadata.keyValues = keyValues
        metadata.createdBy = settings.createdBy
        metadata.hasTypeOrder = schema.leaves.map { _ in true }
        var writer = ThriftWriter()
        metadata.write(to: &writer)
        guard let footerBytes = UInt32(exactly: writer.bytes.count) else {
            throw ParquetError(.limitExceeded, "The footer is above 4 GiB; write more files.")
        }
        output.append(writer.bytes)
        output.append(footerBytes)
        output.append(Self.magic)
        summary.rowCount = rowCount
        summary.byteCount = byteCount
        return summary
    }

    /// Column indexes first, then offset indexes, as readers fetch them together.
    private mutating func writeIndexes() {
        for group in rowGroups.indices {
            for (leaf, pair) in rowGroups[group].indexes.enumerated() {
                guard let index = pair.1 else { continue }
                let range = append { index.write(to: &$0) }
                rowGroups[group].metadata.columns[leaf].columnIndex = range
            }
        }
        for group in rowGroups.indices {
            for (leaf, pair) in rowGroups[group].indexes.enumerated() {
                let range = append { pair.0.write(to: &$0) }
                rowGroups[group].metadata.columns[leaf].offsetIndex = range
            }
        }
    }

    private mutating func append(_ body: (inout ThriftWriter) -> Void) -> Range<Int> {
        let start = byteCount
        var writer = ThriftWriter()
        body(&writer)
        output.append(writer.bytes)
        return start..<byteCount
    }
}

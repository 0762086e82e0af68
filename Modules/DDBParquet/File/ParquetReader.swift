/// Reads a Parquet file: the footer at once, columns slice by slice.
///
/// ```swift
/// let reader = try ParquetReader(source: FileByteSource(path: "orders.parquet"))
/// for slice in try reader.plan() {
///     let columns = try reader.read(slice)
/// }
/// ```
///
/// It holds the decoded values of one slice at a time. Files may be hostile: see ``ReaderLimits``.
public struct ParquetReader: Sendable {
    /// The schema of the file.
    public let schema: ParquetSchema
    /// How many rows the file has.
    public let rowCount: Int
    /// What the footer says of the row groups.
    public let rowGroups: [RowGroupMetadata]
    /// The keys and values of the footer.
    public let keyValueMetadata: [KeyValue]
    /// What the footer says of the writing program.
    public let createdBy: String?

    let source: any ByteSource
    let limits: ReaderLimits
    /// Per leaf whether the bounds in the file are in a known order.
    let hasTypeOrder: [Bool]

    /// Reads the footer of a file.
    ///
    /// - Throws: `malformed`, `unsupported` (encrypted files), `limitExceeded`, `source`.
    public init(
        source: any ByteSource, limits: ReaderLimits = ReaderLimits()
    ) throws(ParquetError) {
        let footer = try Self.footer(source, limits)
        let metadata: FileMetadata
        do throws(DecodeFault) {
            metadata = try unsafe Self.parse(footer.span.bytes)
        } catch {
            throw error.error("The footer")
        }
        schema = try ParquetSchema(elements: metadata.schema)
        rowCount = try Self.rowCount(metadata, leafCount: schema.leaves.count)
        rowGroups = metadata.rowGroups
        keyValueMetadata = metadata.keyValues
        createdBy = metadata.createdBy
        let leafCount = schema.leaves.count
        let orders = metadata.hasTypeOrder ?? []
        hasTypeOrder = (0..<leafCount).map { orders.count == leafCount && orders[$0] }
        self.source = source
        self.limits = limits
        try check()
    }

    private static func parse(_ bytes: RawSpan) throws(DecodeFault) -> FileMetadata {
        var reader = ThriftReader(bytes)
        return try FileMetadata(&reader)
    }

    private static func footer(
        _ source: any ByteSource, _ limits: ReaderLimits
    ) throws(ParquetError) -> [UInt8] {
        let size = source.byteCount
        guard size >= 12 else {
            throw ParquetError(.malformed, "The file is no Parquet file: it is too short.")
        }
        let tailBytes = min(size, 64 << 10)
        let tail = try read(source, size - tailBytes, tailBytes)
        let magic = Array(tail.suffix(4))
        guard magic != Array("PARE".utf8) else {
            throw ParquetError(.unsupported, "The file's footer is encrypted; decrypt it first.")
        }
        guard magic == ParquetWriter.magic else {
            throw ParquetError(.malformed, "The file is no Parquet file: it does not end in PAR1.")
        }
        let word: UInt32 = Array(tail.suffix(8)).word()
        let footerBytes = Int(word)
        guard footerBytes <= size - 12 else { throw DecodeFault.truncated.error("The footer") }
        guard footerBytes <= limits.footerBytesMax else {
            throw DecodeFault.tooLarge.error("The footer")
        }
        guard footerBytes + 8 > tail.count else {
            return Array(tail[(tail.count - 8 - footerBytes)..<(tail.count - 8)])
        }
        return try read(source, size - 8 - footerBytes, footerBytes)
    }

    /// Reads bytes of a range that lies inside the file.
    static func read(
        _ source: any ByteSource, _ offset: Int, _ count: Int
    ) throws(ParquetError) -> [UInt8] {
        do {
            let bytes = try source.read(offset: offset, count: count)
            guard bytes.count == count else {
                throw ParquetError(.source, "The source gave \(bytes.count) bytes, not \(count).")
            }
            return bytes
        } catch let error as ParquetError {
            throw error
        } catch {
            throw ParquetError(.source, "The file could not be read; see the cause.", cause: error)
        }
    }

    /// Checks that the row groups fit the schema and the file, so that nobody else has to.
    private func check() throws(ParquetError) {
        for group in rowGroups {
            for (leaf, chunk) in zip(schema.leaves, group.columns) {
                try check(chunk, leaf)
            }
        }
    }

    /// Counts the rows of the row groups: some writers leave the footer's own count at 0.
    private static func rowCount(
        _ metadata: FileMetadata, leafCount: Int
    ) throws(ParquetError) -> Int {
        var rows = 0
        for group in metadata.rowGroups {
            let (sum, overflow) = rows.addingReportingOverflow(group.rowCount)
            guard !overflow, group.columns.count == leafCount else {
                throw DecodeFault.malformed.error("The footer's row groups")
            }
            rows = sum
        }
        return rows
    }

    private func check(_ chunk: ColumnChunkMetadata, _ leaf: SchemaLeaf) throws(ParquetError) {
        guard !chunk.isEncrypted, !chunk.hasFilePath else {
            throw ParquetError(
                .unsupported, "Column \(leaf.name) is encrypted or in another file.")
        }
        let (end, overflow) = chunk.startOffset.addingReportingOverflow(chunk.compressedBytes)
        guard !overflow, end <= source.byteCount, chunk.typeCode == leaf.physicalType.code else {
            throw DecodeFault.malformed.error("The footer's entry of column \(leaf.name)")
        }
        for range in [chunk.columnIndex, chunk.offsetIndex] {
            guard range?.upperBound ?? 0 <= source.byteCount else {
                throw DecodeFault.malformed.error("The footer's entry of column \(leaf.name)")
            }
        }
    }
}

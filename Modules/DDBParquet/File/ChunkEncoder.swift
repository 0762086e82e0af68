/// The column of one row group in its final form, to be put into a file later.
///
/// Whoever has the columns of many rows one after the other, and not the rows, encodes them with
/// ``ChunkEncoder`` and keeps what is small, until
/// ``ParquetWriter/writeRowGroup(rowCount:chunks:)`` has a row group together.
public struct EncodedChunk: Sendable {
    let leaf: Int
    let rowCount: Int
    /// What the footer and the indexes say, as if the chunk began the file.
    let content: WrittenChunk
    let bytes: [UInt8]

    /// How many bytes the chunk takes in the file, without its part of the indexes.
    public var byteCount: Int { bytes.count }
}

/// Encodes columns of row groups one by one, in any order of leaves and row groups.
///
/// Buffers are kept from chunk to chunk.
public struct ChunkEncoder: ~Copyable, Sendable {
    private let schema: ParquetSchema
    private var columns: ColumnWriter
    private var output = ByteBuffer(capacity: 1 << 16)

    /// Creates an encoder for files of a schema.
    ///
    /// - Throws: As ``ParquetWriter/init(schema:settings:)``, whose settings must be the same.
    public init(
        schema: ParquetSchema, settings: WriterSettings = WriterSettings()
    ) throws(ParquetError) {
        try settings.check(schema)
        let columns = try ColumnWriter(settings)
        self.schema = schema
        self.columns = columns
    }

    /// Encodes the column of a leaf for the rows of one row group, of which there is at least one.
    ///
    /// - Throws: `mismatch` where the column does not fit the leaf or the rows, `limitExceeded`
    ///   for a page above 2 GiB.
    public mutating func encode(
        _ column: LeafColumn, leaf index: Int, rowCount: Int
    ) throws(ParquetError) -> EncodedChunk {
        precondition(rowCount > 0, "a row group has rows")
        let leaf = schema.leaves[index]
        try column.check(leaf, rowCount: rowCount)
        output.removeAll()
        let content = try columns.write(
            column, leaf, rowCount: rowCount, fileOffset: 0, to: &output)
        return EncodedChunk(
            leaf: index, rowCount: rowCount, content: content, bytes: output.takeArray())
    }

    /// Encodes a column of places.
    ///
    /// - Parameter entries: The values that the places stand for.
    /// - Throws: As ``encode(_:leaf:rowCount:)``; `mismatch` too where a place stands for none.
    package mutating func encode(
        _ column: NumberedColumn, of entries: LeafValues, leaf index: Int, rowCount: Int
    ) throws(ParquetError) -> EncodedChunk {
        precondition(rowCount > 0, "a row group has rows")
        let leaf = schema.leaves[index]
        try LeafColumn(
            definitionLevels: column.definitionLevels, repetitionLevels: column.repetitionLevels,
            values: entries
        ).check(leaf, rowCount: rowCount, valueCount: column.numbers.count)
        output.removeAll()
        let content = try columns.write(
            column, of: entries, leaf, rowCount: rowCount, fileOffset: 0, to: &output)
        return EncodedChunk(
            leaf: index, rowCount: rowCount, content: content, bytes: output.takeArray())
    }
}

extension WrittenChunk {
    /// The chunk as it is where it begins at another place of the file.
    func moved(by offset: Int) -> WrittenChunk {
        var moved = self
        moved.metadata.dataPageOffset += offset
        moved.metadata.dictionaryPageOffset = metadata.dictionaryPageOffset.map { $0 + offset }
        for index in moved.offsetIndex.locations.indices {
            moved.offsetIndex.locations[index].offset += offset
        }
        return moved
    }
}

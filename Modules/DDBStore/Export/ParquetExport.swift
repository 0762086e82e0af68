import DDBParquet

/// Makes one Parquet file of the rows that a table shows; masked rows are left out.
///
/// Columns have the names that SQL knows them by, whatever the table's column mapping. Values are
/// copied column by column and no item is put together; a row group of the table, or several small
/// ones together, become one of the file. It holds one row group at a time.
///
/// ```swift
/// var export = try ParquetExport(table, columns: ["pk", "total"])
/// while let bytes = try await export.next() { try file.append(bytes) }
/// ```
public struct ParquetExport: ~Copyable {
    /// How many rows are gathered before they become a row group.
    static let gatheredRowCountMin = 50_000
    /// How many bytes of gathered values become a row group, however few the rows.
    private static let gatheredByteCountMin = 32 << 20

    private var scan: TableScan
    private var writer: ParquetWriter
    private var gathered: [LeafColumn] = []
    private var gatheredRowCount = 0
    private var gatheredByteCount = 0
    private var isFinished = false

    /// How many rows were written.
    public private(set) var rowCount = 0

    /// Begins an export.
    ///
    /// - Parameters:
    ///   - table: The table at the version that is wanted.
    ///   - columns: The names of columns, in the order wanted; nil for all.
    /// - Throws: ``StoreError/Code/invalidColumns``.
    public init(_ table: StoredTable, columns names: [String]? = nil) throws {
        let columns = try ExportColumns(table, names)
        var settings = WriterSettings()
        settings.bloomFilterLeaves = columns.keyLeaves
        let scan = try table.scan(columns: columns.names)
        let schema = try ParquetSchema(columns.fields)
        var writer = try ParquetWriter(schema: schema, settings: settings)
        writer.addKeyValue("ddbkit.table", table.name)
        writer.addKeyValue("ddbkit.version", "\(table.version)")
        self.scan = scan
        self.writer = writer
    }

    /// The next bytes of the file, or nil at its end; reads on the calling thread.
    ///
    /// - Throws: `ParquetError`, ``StoreError`` or `StorageError` where a part cannot be read.
    public mutating func next() async throws -> [UInt8]? {
        while !isFinished {
            guard let chunk = try await scan.next() else {
                isFinished = true
                try flush()
                _ = try writer.finish()
                return writer.takeBytes()
            }
            try gather(chunk)
            if gatheredRowCount >= Self.gatheredRowCountMin
                || gatheredByteCount >= Self.gatheredByteCountMin
            {
                try flush()
                return writer.takeBytes()
            }
        }
        return nil
    }

    private mutating func gather(_ chunk: RowChunk) throws {
        let count = chunk.passingCount
        guard count > 0 else { return }
        let leaves = try chunk.passingLeaves()
        gatheredRowCount += count
        gatheredByteCount += leaves.reduce(0) { $0 + $1.byteCount }
        if gathered.isEmpty {
            gathered = leaves
        } else {
            for index in leaves.indices { try gathered[index].append(leaves[index]) }
        }
    }

    private mutating func flush() throws {
        guard gatheredRowCount > 0 else { return }
        try writer.writeRowGroup(rowCount: gatheredRowCount, columns: gathered)
        rowCount += gatheredRowCount
        gathered = []
        gatheredRowCount = 0
        gatheredByteCount = 0
    }
}

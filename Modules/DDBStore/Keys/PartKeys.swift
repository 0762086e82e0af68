import DDBAttributes
import DDBParquet
import DDBSchema
import DDBStorage

/// Rows of a part that lie one behind the other, by the hashes of their keys.
public struct PartKeyRows: Sendable {
    /// The row of the first hash in the part.
    public var firstRow: Int
    /// A hash a row.
    public var hashes: [KeyHash]
}

/// Reads the keys of all rows of a part, masked ones included; blocks the calling thread.
///
/// The hashes are those of the items that the rows hold: a key's columns give the same canonical
/// encoding (`KeyEncoding`) as the item in an `ItemBatch` does, whatever the type of the column. Of
/// the part only the key columns are read, and `_rest` where one of them is null.
///
/// ```swift
/// var keys = try await table.keys(of: part, hasher: builder.hasher)
/// while let rows = try keys.next() {
///     try builder.append(rows.hashes, part: number, firstRow: rows.firstRow)
/// }
/// ```
/// It holds the keys of one row group at a time.
public struct PartKeys: ~Copyable {
    private struct Column {
        let attribute: AttributeName
        let type: ColumnType
        /// The place of the column's leaf in the file; nil where the file lacks it.
        let leaf: Int?
    }

    private let parquet: ParquetReader
    private let columns: [Column]
    private let restLeaf: Int?
    private let hasher: KeyHasher
    private var slices: ArraySlice<ReadSlice>

    /// Opens a part.
    ///
    /// - Throws: `ParquetError`; ``StoreError/Code/damaged`` where it is not of the layout;
    ///   ``StoreError/Code/unsupported`` where the table has no keys.
    init(source: some ByteSource, layout: TableLayout, hasher: KeyHasher) throws {
        let reader = try PartReader(source: source, layout: layout)
        let (columns, restLeaf) = try Self.columns(of: reader, layout)
        slices = try reader.parquet.plan(leaves: columns.compactMap(\.leaf))[...]
        parquet = reader.parquet
        self.columns = columns
        self.restLeaf = restLeaf
        self.hasher = hasher
    }

    private static func columns(
        of reader: PartReader, _ layout: TableLayout
    ) throws(StoreError) -> (keys: [Column], rest: Int?) {
        guard !layout.columns.keys.isEmpty else {
            throw StoreError(
                .unsupported,
                "The table's key attributes are not known; load it again and name them with --keys."
            )
        }
        var leaves: [AttributeName: Int] = [:]
        var next = 0
        for column in reader.layout.columns.columns {
            if column.type.canBeKey { leaves[column.attribute] = reader.leaves[next] }
            next += column.type.leafCount
        }
        let rest = reader.layout.systemColumns.firstIndex(of: .rest)
        let keys = layout.columns.keys.map { key in
            let column = layout.columns.columns.first { $0.attribute == key }
            return Column(attribute: key, type: column?.type ?? .json, leaf: leaves[key])
        }
        return (keys, rest.map { reader.leaves[next + $0] })
    }

    /// The keys of the next rows, or nil at the end.
    ///
    /// - Throws: `ParquetError`, `AttributeError` or ``StoreError/Code/damaged`` where the part is
    ///   damaged.
    public mutating func next() throws -> PartKeyRows? {
        guard let slice = slices.popFirst() else { return nil }
        let parquet = parquet
        let leaves = try BlobSource.naming { try parquet.read(slice) }
        var rest = RestKeys(parquet: parquet, leaf: restLeaf, slice: slice)
        var encoded: [EncodedKeys] = []
        var place = 0
        for column in columns {
            var leaf: LeafColumn?
            if column.leaf != nil {
                leaf = leaves[place]
                place += 1
            }
            var keys = EncodedKeys(rowCount: slice.rowCount)
            try keys.append(leaf, column.type, column.attribute, rest: &rest)
            encoded.append(keys)
        }
        return PartKeyRows(
            firstRow: slice.firstRow, hashes: EncodedKeys.hashes(encoded, hasher, slice.rowCount))
    }
}

extension StoredTable {
    /// Opens the keys of one part; reads on the calling thread.
    ///
    /// - Throws: ``StoreError/Code/unsupported`` where the table has no keys; otherwise as
    ///   ``items(of:)``.
    public func keys(of part: StoredPart, hasher: KeyHasher) async throws -> PartKeys {
        let blob = try await open(part.name, byteCount: part.byteCount)
        return try PartKeys(source: BlobSource(blob), layout: layout, hasher: hasher)
    }
}

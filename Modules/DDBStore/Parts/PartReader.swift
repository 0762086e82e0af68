import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage

/// Reads a part as a Parquet file; blocks the calling thread.
struct BlobSource: ByteSource {
    private let blob: any BlobReader

    init(_ blob: any BlobReader) {
        self.blob = blob
    }

    var byteCount: Int { blob.byteCount }

    func read(offset: Int, count: Int) throws -> [UInt8] {
        try blob.read(offset: offset, count: count)
    }

    /// Does what reads a part; where the store fails, its own error tells what to do.
    static func naming<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as ParquetError where error.code == .source {
            throw error.cause ?? error
        }
    }
}

/// Gives the rows of one part back.
struct PartReader {
    let parquet: ParquetReader
    /// The columns that the part has, of those of its table.
    let layout: TableLayout
    /// The place in the file of each leaf of the layout.
    let leaves: [Int]

    /// Opens a part.
    ///
    /// - Throws: `ParquetError`; ``StoreError/Code/damaged`` where columns have other types than
    ///   the table says.
    init(source: some ByteSource, layout: TableLayout) throws {
        parquet = try BlobSource.naming { try ParquetReader(source: source) }
        var places: [[String]: Int] = [:]
        for leaf in parquet.schema.leaves { places[leaf.path] = leaf.index }
        self.layout = layout.restricted { places[$0] != nil }
        var leaves: [Int] = []
        for expected in try ParquetSchema(self.layout.parquetFields).leaves {
            guard let place = places[expected.path] else {
                throw StoreError(.damaged, "A part lacks the column '\(expected.name)'.")
            }
            let leaf = parquet.schema.leaves[place]
            guard leaf.definitionLevelMax == expected.definitionLevelMax,
                leaf.repetitionLevelMax == expected.repetitionLevelMax
            else {
                throw StoreError(
                    .damaged,
                    "A part has the column '\(expected.name)' in another form than ddbkit writes it."
                )
            }
            leaves.append(place)
        }
        self.leaves = leaves
    }

    /// The items of rows, in the order of the file.
    ///
    /// - Parameters:
    ///   - deleted: The rows that are left out, by their numbers in the file.
    ///   - row: The first row that is wanted.
    ///   - proof: Takes every value in passing, those of rows left out too.
    func items(
        deleted: RowSet = RowSet(), from row: Int = 0, proof: StatisticsProof? = nil
    ) throws -> PartItems {
        let skipped = RowSet(0..<min(max(row, 0), parquet.rowCount))
        return PartItems(
            reader: self, slices: try parquet.plan(leaves: leaves),
            deleted: deleted.union(skipped), proof: proof)
    }

    /// Reads a slice of the layout's leaves, without the rows that are masked.
    func read(
        _ slice: ReadSlice, _ mask: SliceMask, proof: StatisticsProof? = nil
    ) throws -> [LeafColumn] {
        let columns = try BlobSource.naming { try parquet.read(slice) }
        proof?.add(columns)
        guard !mask.isWhole else { return columns }
        return try zip(leaves, columns).map { place, column in
            try column.keeping(
                mask.kept, presentLevel: UInt8(parquet.schema.leaves[place].definitionLevelMax))
        }
    }
}

public import DDBAttributes
import DDBBase
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

    /// The items of all rows, in the order of the file.
    ///
    /// - Parameter proof: Takes every value in passing.
    func items(proof: StatisticsProof? = nil) throws -> PartItems {
        PartItems(reader: self, slices: try parquet.plan(leaves: leaves), proof: proof)
    }
}

/// The items of a part, batch by batch.
public struct PartItems: ~Copyable {
    /// About how many bytes a batch has.
    private static let batchBytes = 256 << 10

    private let reader: PartReader
    private var slices: ArraySlice<ReadSlice>
    private var assembler: ItemAssembler?
    private var decoder = LineDecoder(shape: .item, origin: .file, limits: Self.limits)
    private var bytes: [UInt8] = []
    /// The times of the items that are not given out yet, from `timesGiven` on.
    private var times: [Instant?] = []
    private var timesGiven = 0
    let proof: StatisticsProof?

    /// Numbers are written out in full here, which can take a few times the room.
    private static let limits = DecodeLimits(recordBytesMax: .max)

    init(reader: PartReader, slices: [ReadSlice], proof: StatisticsProof?) {
        self.reader = reader
        self.slices = slices[...]
        self.proof = proof
    }

    /// The next items, or nil at the end.
    ///
    /// - Throws: `ParquetError`, ``StoreError`` or `AttributeError` where the part is damaged.
    public mutating func nextBatch() throws -> ItemBatch? {
        var isLast = false
        while !isLast {
            isLast = try fill()
            var offset = 0
            while offset < bytes.count {
                let rest = Array(bytes[offset...])
                offset += unsafe decoder.append(rest.span.bytes)
                if decoder.freeByteCount == 0 || offset == bytes.count { break }
            }
            bytes.removeFirst(offset)
            if var batch = try decoder.nextBatch(isLast: isLast && bytes.isEmpty) {
                giveTimes(to: &batch)
                return batch
            }
        }
        return nil
    }

    /// Gives each item its row's `_timestamp`.
    private mutating func giveTimes(to batch: inout ItemBatch) {
        for index in batch.records.indices where timesGiven < times.count {
            batch.records[index].eventTime = times[timesGiven]
            timesGiven += 1
        }
        times.removeFirst(timesGiven)
        timesGiven = 0
    }

    /// Assembles items until there are enough for a batch.
    ///
    /// - Returns: Whether there are no more.
    private mutating func fill() throws -> Bool {
        while bytes.count < Self.batchBytes {
            if assembler == nil {
                guard let slice = slices.popFirst() else { return true }
                let leaves = try BlobSource.naming { try reader.parquet.read(slice) }
                proof?.add(leaves)
                assembler = try ItemAssembler(
                    layout: reader.layout, leaves: leaves, rowCount: slice.rowCount)
            }
            let time = assembler?.nextTimestamp()
            if try assembler?.appendItem(to: &bytes) == true {
                bytes.append(UInt8(ascii: "\n"))
                times.append(time)
            } else {
                assembler = nil
            }
        }
        return false
    }
}

public import DDBAttributes
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
}

/// Gives the rows of one part back.
struct PartReader {
    let parquet: ParquetReader
    /// The columns that the part has, of those of its table.
    let layout: TableLayout
    private let leaves: [Int]

    /// Opens a part.
    ///
    /// - Throws: `ParquetError`; ``StoreError/Code/damaged`` where columns have other types than
    ///   the table says.
    init(source: some ByteSource, layout: TableLayout) throws {
        parquet = try ParquetReader(source: source)
        var places: [[String]: Int] = [:]
        for leaf in parquet.schema.leaves { places[leaf.path] = leaf.index }
        self.layout = layout.restricted { places[$0] != nil }
        leaves = try self.layout.leafPaths.map { path in
            guard let place = places[path] else {
                throw StoreError(
                    .damaged, "A part lacks the column '\(path.joined(separator: "."))'.")
            }
            return place
        }
    }

    /// The items of all rows, in the order of the file.
    func items() throws -> PartItems {
        PartItems(reader: self, slices: try parquet.plan(leaves: leaves))
    }
}

/// The items of a part, batch by batch.
public struct PartItems: ~Copyable {
    /// About how many bytes a batch has.
    private static let batchBytes = 256 << 10

    private let reader: PartReader
    private var slices: ArraySlice<ReadSlice>
    private var assembler: ItemAssembler?
    private var decoder = LineDecoder(shape: .item, origin: .file)
    private var bytes: [UInt8] = []

    init(reader: PartReader, slices: [ReadSlice]) {
        self.reader = reader
        self.slices = slices[...]
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
            if let batch = try decoder.nextBatch(isLast: isLast && bytes.isEmpty) { return batch }
        }
        return nil
    }

    /// Assembles items until there are enough for a batch.
    ///
    /// - Returns: Whether there are no more.
    private mutating func fill() throws -> Bool {
        while bytes.count < Self.batchBytes {
            if assembler == nil {
                guard let slice = slices.popFirst() else { return true }
                assembler = try ItemAssembler(
                    layout: reader.layout, leaves: reader.parquet.read(slice),
                    rowCount: slice.rowCount)
            }
            if try assembler?.appendItem(to: &bytes) == true {
                bytes.append(UInt8(ascii: "\n"))
            } else {
                assembler = nil
            }
        }
        return false
    }
}

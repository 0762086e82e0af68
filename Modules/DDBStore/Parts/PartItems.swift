public import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema

/// The items of a part, batch by batch; masked rows are left out.
///
/// Of a table in the mode `latest` a record is a put of the row's item, with the row's `_timestamp`
/// as its time and its event. Of a `history` table a record is the change that the row stands for:
/// a put has the new image, a delete the keys, either has the old image, as far as JSON text can
/// tell it, the sequence and the time where the row has them. So has a put of a `latest` table with
/// `_old_record` the old image.
public struct PartItems: ~Copyable {
    /// A row whose record is not given out yet.
    private struct PendingRow {
        var row: Int
        var time: Instant?
        var event: ItemEvent?
    }

    /// About how many bytes a batch has.
    private static let batchBytes = 256 << 10

    private let reader: PartReader
    /// Whether rows become lines of changes, rather than of items.
    private let givesChanges: Bool
    private let deleted: RowSet
    private var slices: ArraySlice<ReadSlice>
    private var assembler: ItemAssembler?
    /// The rows that the assembler still has, by their numbers in the file.
    private var rows: ArraySlice<Range<Int>> = []
    private var decoder: LineDecoder
    private var bytes: [UInt8] = []
    private var pending: [PendingRow] = []
    let proof: StatisticsProof?

    /// The number in the part of the row with which ``nextBatch()`` goes on, or of a masked one.
    ///
    /// All rows before it were given out or are masked. At the end it is the number of rows of the
    /// part.
    public private(set) var nextRow = 0

    /// Numbers are written out in full here, which can take a few times the room.
    private static let limits = DecodeLimits(recordBytesMax: .max)

    init(reader: PartReader, slices: [ReadSlice], deleted: RowSet, proof: StatisticsProof?) {
        self.reader = reader
        self.slices = slices[...]
        self.deleted = deleted
        self.proof = proof
        switch reader.layout.mode {
        case .latest: givesChanges = reader.layout.columns.hasOldRecord
        case .history: givesChanges = true
        }
        decoder = LineDecoder(
            shape: givesChanges ? .change : .item, origin: .file, limits: Self.limits)
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
                settle(&batch)
                return batch
            }
        }
        nextRow = reader.parquet.rowCount
        return nil
    }

    /// Gives each record its row's `_timestamp` and event, and moves on past the rows.
    private mutating func settle(_ batch: inout ItemBatch) {
        let count = min(batch.records.count, pending.count)
        for index in 0..<count {
            batch.records[index].eventTime = pending[index].time
            batch.records[index].event = pending[index].event
        }
        if count > 0 { nextRow = pending[count - 1].row + 1 }
        pending.removeFirst(count)
    }

    /// Assembles records until there are enough for a batch.
    ///
    /// - Returns: Whether there are no more.
    private mutating func fill() throws -> Bool {
        while bytes.count < Self.batchBytes {
            if assembler == nil {
                guard let slice = slices.popFirst() else { return true }
                try open(slice)
            }
            let time = assembler?.nextTimestamp()
            let event = try assembler?.nextEvent()
            let hasRow =
                givesChanges
                ? try assembler?.appendChange(to: &bytes) == true
                : try assembler?.appendItem(to: &bytes) == true
            if hasRow {
                bytes.append(UInt8(ascii: "\n"))
                pending.append(PendingRow(row: takeRow(), time: time, event: event))
            } else {
                assembler = nil
            }
        }
        return false
    }

    /// Reads a slice, unless every row of it is masked and nobody proves it.
    private mutating func open(_ slice: ReadSlice) throws {
        let mask = SliceMask(slice, deleted: deleted)
        guard mask.keptCount > 0 || proof != nil else { return }
        assembler = try ItemAssembler(
            layout: reader.layout, leaves: try reader.read(slice, mask, proof: proof),
            rowCount: mask.keptCount)
        rows = mask.rows[...]
    }

    /// The number in the file of the row that was assembled.
    private mutating func takeRow() -> Int {
        guard let range = rows.first else {
            preconditionFailure("the assembler gave more rows than the mask kept")
        }
        if range.count == 1 {
            rows.removeFirst()
        } else {
            rows[rows.startIndex] = range.lowerBound + 1..<range.upperBound
        }
        return range.lowerBound
    }
}

public import DDBAttributes
import DDBBase
import DDBJSON
import DDBParquet
import DDBSchema

/// The items of a part, or its changes, batch by batch.
///
/// Rows of a history come back as changes: a delete with its keys, each with its sequence and, as
/// far as JSON text can tell, the item before.
public struct PartItems: ~Copyable {
    /// About how many bytes a batch has.
    private static let batchBytes = 256 << 10

    private let reader: PartReader
    private var slices: ArraySlice<ReadSlice>
    private var assembler: ItemAssembler?
    private var decoder: LineDecoder
    /// Whether rows become lines of changes, rather than of items.
    private let givesChanges: Bool
    private var bytes: [UInt8] = []
    /// What the lines do not tell of the rows that are not given out yet, from `factsGiven` on.
    private var facts: [(time: Instant?, event: ItemEvent?)] = []
    private var factsGiven = 0
    let proof: StatisticsProof?

    /// Numbers are written out in full here, which can take a few times the room.
    private static let limits = DecodeLimits(recordBytesMax: .max)

    init(reader: PartReader, slices: [ReadSlice], proof: StatisticsProof?) {
        self.reader = reader
        self.slices = slices[...]
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
                giveFacts(to: &batch)
                return batch
            }
        }
        return nil
    }

    /// Gives each item its row's `_timestamp` and event.
    private mutating func giveFacts(to batch: inout ItemBatch) {
        for index in batch.records.indices where factsGiven < facts.count {
            batch.records[index].eventTime = facts[factsGiven].time
            batch.records[index].event = facts[factsGiven].event
            factsGiven += 1
        }
        facts.removeFirst(factsGiven)
        factsGiven = 0
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
            if try appendRow() {
                bytes.append(UInt8(ascii: "\n"))
            } else {
                assembler = nil
            }
        }
        return false
    }

    /// Appends the next row's line, if there is one.
    private mutating func appendRow() throws -> Bool {
        let time = assembler?.nextTimestamp()
        guard let change = try assembler?.nextChange() else { return false }
        facts.append((time, change.event))
        guard givesChanges else { return try assembler?.appendItem(to: &bytes) == true }
        bytes.append(contentsOf: change.isDeleted ? Self.delete : Self.put)
        guard try assembler?.appendItem(to: &bytes) == true else { throw ItemAssembler.torn }
        if let sequence = change.sequence {
            bytes.append(contentsOf: Self.sequence)
            bytes.append(contentsOf: sequence)
            bytes.append(UInt8(ascii: "\""))
        }
        if let old = change.oldRecord {
            bytes.append(contentsOf: Self.oldImage)
            bytes.append(contentsOf: JSONValue.object(try JSONAttributes.item(of: old)).bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return true
    }

    private static let put = Array(#"{"operation":"put","newImage":"#.utf8)
    private static let delete = Array(#"{"operation":"delete","keys":"#.utf8)
    private static let sequence = Array(#","sequence":""#.utf8)
    private static let oldImage = Array(#","oldImage":"#.utf8)
}

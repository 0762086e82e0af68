import DDBAttributes

/// Where a change stands among others of its key.
struct ChangeOrder: Sendable {
    /// Rises with every stream, route or generation.
    var epoch: UInt32
    /// The place of the partition among those of the lane, or -1.
    var partition: Int32
    /// The sequence as three numbers of 18 digits each, the highest first.
    private var high: UInt64
    private var middle: UInt64
    private var low: UInt64
    /// Rises with every record that any lane of the writer takes.
    var arrival: UInt64
    /// Whether the record has a sequence.
    var hasSequence: Bool

    /// The most digits of a sequence.
    static let digitsMax = 54
    private static let limbDigits = 18

    /// Reads the order of a record.
    ///
    /// - Parameters:
    ///   - order: The order, whose digits lie in the bytes; no more than ``digitsMax``.
    init(_ order: ItemOrder, in bytes: RawSpan, partition: Int32, arrival: UInt64) {
        epoch = order.epoch
        self.partition = partition
        self.arrival = arrival
        hasSequence = order.sequenceByteCount > 0
        let end = order.sequenceOffset + order.sequenceByteCount
        var limbs: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for offset in order.sequenceOffset..<end {
            let digit = unsafe UInt64(
                bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) &- 0x30)
            switch (end - 1 - offset) / Self.limbDigits {
            case 0: limbs.2 = limbs.2 &* 10 &+ digit
            case 1: limbs.1 = limbs.1 &* 10 &+ digit
            default: limbs.0 = limbs.0 &* 10 &+ digit
            }
        }
        (high, middle, low) = limbs
    }

    /// Whether the change comes after another of the same key.
    ///
    /// Compared are, until something differs: the epochs, the greater is later; whether there is a
    /// sequence, a change without one tells nothing of its place and is later than all that tell
    /// theirs; the sequences; the arrivals. That is a total order, so that the last of a key's
    /// changes is the same however they are spread over lanes. (Arrival alone between a change with
    /// a sequence and one without would be none: of 9, none, 8 each would come after the one
    /// before, and 9 after 8.)
    @inline(__always)
    func isAfter(_ other: ChangeOrder) -> Bool {
        if epoch != other.epoch { return epoch > other.epoch }
        if hasSequence != other.hasSequence { return other.hasSequence }
        if hasSequence, !hasSameSequence(as: other) { return hasGreaterSequence(than: other) }
        return arrival > other.arrival
    }

    /// Whether the change is one that a table has which has come to a point.
    func isCovered(by point: ChangeOrder) -> Bool {
        guard hasSequence else { return false }
        if epoch != point.epoch { return epoch < point.epoch }
        return !hasGreaterSequence(than: point)
    }

    private func hasSameSequence(as other: ChangeOrder) -> Bool {
        low == other.low && middle == other.middle && high == other.high
    }

    func hasGreaterSequence(than other: ChangeOrder) -> Bool {
        if high != other.high { return high > other.high }
        return middle != other.middle ? middle > other.middle : low > other.low
    }

    /// The point that a table has come to with this change; nil where it has no sequence.
    var point: SequencePoint? {
        guard hasSequence else { return nil }
        var text = ""
        for limb in [high, middle, low] {
            let digits = String(limb)
            text += String(repeating: "0", count: Self.limbDigits - digits.utf8.count) + digits
        }
        let significant = text.drop { $0 == "0" }
        return SequencePoint(
            epoch: epoch, sequence: significant.isEmpty ? "0" : String(significant))
    }

    /// The order of a point.
    init(_ point: SequencePoint) {
        let digits = Array(point.sequence.utf8)
        self = unsafe ChangeOrder(
            ItemOrder(epoch: point.epoch, sequenceOffset: 0, sequenceByteCount: digits.count),
            in: digits.span.bytes, partition: -1, arrival: 0)
    }
}

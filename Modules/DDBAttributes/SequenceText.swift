/// Compares sequence numbers of streams, which are decimal digits of varying length, as integers.
public enum SequenceText {
    /// The most digits of a sequence; those of streams have 21 to 40.
    public static let digitsMax = 40

    /// Orders two texts of digits by the integers that they say, leading zeros or not.
    ///
    /// - Returns: A negative number, zero or a positive number, as the left is less, equal or
    ///   greater.
    public static func compare(_ left: RawSpan, _ right: RawSpan) -> Int {
        var leftStart = 0
        while leftStart < left.byteCount, byteAt(left, leftStart) == 0x30 { leftStart += 1 }
        var rightStart = 0
        while rightStart < right.byteCount, byteAt(right, rightStart) == 0x30 { rightStart += 1 }
        let counts = (left.byteCount - leftStart, right.byteCount - rightStart)
        guard counts.0 == counts.1 else { return counts.0 - counts.1 }
        for index in 0..<counts.0 {
            let difference =
                Int(byteAt(left, leftStart + index)) - Int(byteAt(right, rightStart + index))
            if difference != 0 { return difference }
        }
        return 0
    }
}

extension ItemBatch {
    /// Orders two records of the batch by epoch, then by sequence; one without a sequence comes
    /// first.
    ///
    /// - Returns: A negative number, zero or a positive number, as the left comes before, with or
    ///   after.
    public func compareOrder(_ left: ItemOrder, _ right: ItemOrder) -> Int {
        guard left.epoch == right.epoch else { return left.epoch < right.epoch ? -1 : 1 }
        let bytes = bytes
        return SequenceText.compare(
            bytes.extracting(left.sequenceRange), bytes.extracting(right.sequenceRange))
    }
}

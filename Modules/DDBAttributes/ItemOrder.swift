/// Where a change stands among others of its partition: sequences compare as integers inside an
/// epoch.
public struct ItemOrder: Sendable, Hashable {
    /// Rises with every stream, route or generation, whose sequences do not compare.
    public var epoch: UInt32
    /// The offset of the sequence's digits in the batch's bytes.
    public var sequenceOffset: Int
    /// The number of digits; 0 where the record has no sequence.
    public var sequenceByteCount: Int

    /// Creates an order.
    public init(epoch: UInt32 = 0, sequenceOffset: Int = 0, sequenceByteCount: Int = 0) {
        self.epoch = epoch
        self.sequenceOffset = sequenceOffset
        self.sequenceByteCount = sequenceByteCount
    }

    /// The range of the digits in the batch's bytes.
    public var sequenceRange: Range<Int> { sequenceOffset..<sequenceOffset + sequenceByteCount }
}

import DDBAttributes

/// A place in the order of the changes of a partition.
public struct SequencePoint: Sendable, Hashable, Comparable {
    /// Rises with every stream, route or generation, whose sequences do not compare.
    public var epoch: UInt32
    /// The sequence, decimal digits.
    public var sequence: String

    /// Creates a point.
    public init(epoch: UInt32, sequence: String) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Whether a text is a sequence: 1 to 40 decimal digits.
    static func isSequence(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// Orders points by epoch, then by the integers that the sequences say.
    public static func < (left: SequencePoint, right: SequencePoint) -> Bool {
        guard left.epoch == right.epoch else { return left.epoch < right.epoch }
        let leftDigits = Array(left.sequence.utf8)
        let rightDigits = Array(right.sequence.utf8)
        return unsafe SequenceText.compare(leftDigits.span.bytes, rightDigits.span.bytes) < 0
    }
}

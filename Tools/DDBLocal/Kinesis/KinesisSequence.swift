/// Writes sequence numbers as Kinesis has them, with 56 digits.
enum KinesisSequence {
    private static let prefix = "495903382714902566"
    private static let width = 38

    /// The digits of a number.
    static func text(_ sequence: SequenceNumber) -> String {
        let digits = sequence.text
        return prefix + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Reads digits; nil where they are none of ours.
    static func sequence(_ text: String) -> SequenceNumber? {
        guard text.utf8.count == prefix.utf8.count + width, text.hasPrefix(prefix) else {
            return nil
        }
        return SequenceNumber(String(text.dropFirst(prefix.count)))
    }
}

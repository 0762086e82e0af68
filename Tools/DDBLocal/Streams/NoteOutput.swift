import DDBBase

/// Writes the fields of notes such as ``StreamNote``.
struct NoteOutput {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func number(_ value: UInt64) { Varint.append(value, to: &bytes) }

    mutating func text(_ text: String) { data(Array(text.utf8)) }

    mutating func data(_ data: [UInt8]) {
        number(UInt64(data.count))
        bytes.append(contentsOf: data)
    }

    mutating func instant(_ moment: Instant) { number(Varint.zigzag(moment.microseconds)) }

    mutating func sequence(_ sequence: SequenceNumber) { wide(sequence.value) }

    /// A number of 128 bits, its upper half first.
    mutating func wide(_ value: UInt128) {
        number(UInt64(truncatingIfNeeded: value >> 64))
        number(UInt64(truncatingIfNeeded: value))
    }

    /// The kind of a note, and what it is about.
    mutating func begin(_ kind: UInt8, _ subject: String) {
        byte(kind)
        text(subject)
    }
}

import DDBBase

/// Writes the fields of a ``StreamNote``.
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

    mutating func sequence(_ sequence: SequenceNumber) {
        number(UInt64(truncatingIfNeeded: sequence.value >> 64))
        number(UInt64(truncatingIfNeeded: sequence.value))
    }
}

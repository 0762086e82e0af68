import DDBBase

/// Reads the fields of notes such as ``StreamNote``; nil wherever the bytes end too early.
struct NoteInput {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return bytes[offset - 1]
    }

    mutating func number() -> UInt64? {
        var index = offset
        let value = Varint.read(bytes.span.bytes, at: &index)
        offset = index
        return value
    }

    mutating func data() -> [UInt8]? {
        guard let count = number(), count <= UInt64(bytes.count - offset) else { return nil }
        let start = offset
        offset += Int(count)
        return Array(bytes[start..<offset])
    }

    mutating func text() -> String? {
        data().flatMap { String(validating: $0, as: UTF8.self) }
    }

    mutating func instant() -> Instant? {
        number().map { Instant(microseconds: Varint.unzigzag($0)) }
    }

    mutating func sequence() -> SequenceNumber? { wide().map { SequenceNumber($0) } }

    /// A number of 128 bits.
    mutating func wide() -> UInt128? {
        guard let high = number(), let low = number() else { return nil }
        return UInt128(high) << 64 | UInt128(low)
    }

    /// A byte that is 0 or 1.
    mutating func flag() -> Bool? {
        switch byte() {
        case 0: false
        case 1: true
        default: nil
        }
    }
}

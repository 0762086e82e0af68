import DDBBase

/// Appends the little-endian words of the index's small structures.
struct IndexRecordWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes a word over one that was appended.
    mutating func replace(at offset: Int, with word: UInt32) {
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index))
        }
    }

    mutating func append<Word: FixedWidthInteger>(_ word: Word) {
        unsafe withUnsafeBytes(of: word.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends a text with its size before it.
    mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends bytes without their size.
    mutating func append(raw: [UInt8]) { bytes.append(contentsOf: raw) }

    /// Appends entries with their count before them.
    mutating func append(_ entries: [KeyEntry]) {
        append(UInt32(entries.count))
        unsafe entries.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends parts with their count before them.
    mutating func append(_ parts: [NumberedPart]) {
        append(UInt32(parts.count))
        for part in parts {
            append(part.number)
            append(part.rowCount)
            append(part.name)
        }
    }

    mutating func append(_ relocation: RelocationDescription) {
        append(relocation.fileName)
        append(relocation.salt)
        append(UInt32(relocation.sources.count))
        for source in relocation.sources {
            append(source.number)
            append(source.rowCount)
        }
        append(UInt32(relocation.targets.count))
        for target in relocation.targets { append(target) }
    }

    mutating func append(_ point: IndexPoint) {
        append(point.version)
        append(point.stamp)
    }
}

/// Reads what ``IndexRecordWriter`` wrote; every read is bounded by the bytes that are there.
struct IndexRecordReader: ~Escapable {
    private let bytes: RawSpan
    private(set) var offset: Int

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    var isAtEnd: Bool { offset == bytes.byteCount }

    private func need(_ count: Int) throws(IndexDamage) {
        guard count <= bytes.byteCount - offset else { throw IndexDamage("a record is cut off") }
    }

    mutating func word<Word: FixedWidthInteger>(_: Word.Type) throws(IndexDamage) -> Word {
        let size = MemoryLayout<Word>.size
        try need(size)
        var word: Word = 0
        for index in 0..<size {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)
            word |= Word(truncatingIfNeeded: byte) << Word(truncatingIfNeeded: 8 * index)
        }
        offset += size
        return word
    }

    mutating func raw(_ count: Int) throws(IndexDamage) -> [UInt8] {
        try need(count)
        let range = offset..<offset + count
        offset += count
        return unsafe bytes.extracting(range).withUnsafeBytes { unsafe Array($0) }
    }

    mutating func text() throws(IndexDamage) -> String {
        let count = Int(try word(UInt32.self))
        return String(decoding: try raw(count), as: UTF8.self)
    }

    /// Reads the count of things that take at least so many bytes each.
    private mutating func count(of byteCount: Int) throws(IndexDamage) -> Int {
        let count = Int(try word(UInt32.self))
        try need(count * byteCount)
        return count
    }

    mutating func entries() throws(IndexDamage) -> [KeyEntry] {
        let count = try count(of: 24)
        let start = offset
        offset += count * 24
        let bytes = bytes
        return unsafe [KeyEntry](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe bytes.extracting(start..<start + count * 24).withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
            }
            filled = count
        }
    }

    mutating func parts() throws(IndexDamage) -> [NumberedPart] {
        var parts: [NumberedPart] = []
        for _ in 0..<(try count(of: 12)) {
            let number = try word(UInt32.self)
            let rowCount = try word(UInt32.self)
            parts.append(NumberedPart(number: number, name: try text(), rowCount: rowCount))
        }
        return parts
    }

    mutating func numbers() throws(IndexDamage) -> [UInt32] {
        var numbers: [UInt32] = []
        for _ in 0..<(try count(of: 4)) { numbers.append(try word(UInt32.self)) }
        return numbers
    }

    mutating func relocation() throws(IndexDamage) -> RelocationDescription {
        let fileName = try text()
        let salt = try word(UInt32.self)
        var sources: [RelocationDescription.Source] = []
        for _ in 0..<(try count(of: 8)) {
            let number = try word(UInt32.self)
            sources.append(.init(number: number, rowCount: try word(UInt32.self)))
        }
        return RelocationDescription(
            fileName: fileName, salt: salt, sources: sources, targets: try numbers())
    }

    mutating func relocations() throws(IndexDamage) -> [RelocationDescription] {
        var relocations: [RelocationDescription] = []
        for _ in 0..<(try count(of: 16)) { relocations.append(try relocation()) }
        return relocations
    }

    mutating func point() throws(IndexDamage) -> IndexPoint {
        let version = try word(Int64.self)
        return IndexPoint(version: version, stamp: try word(UInt64.self))
    }
}

/// Texts of a column, one after the other, with where each begins.
struct TextBuffer: ~Copyable {
    var bytes = GrowBuffer<UInt8>()
    /// Where each text begins, and where the last one ends.
    var offsets = GrowBuffer<UInt32>()

    init() { offsets.append(0) }

    var byteCount: Int { bytes.count + offsets.count * 4 }

    /// Appends a text that a closure writes.
    @inline(__always)
    mutating func append(_ write: (inout GrowBuffer<UInt8>) -> Void) {
        write(&bytes)
        offsets.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    mutating func removeAll() {
        bytes.removeAll()
        offsets.truncate(to: 1)
    }
}

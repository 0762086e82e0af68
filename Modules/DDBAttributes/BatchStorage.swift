/// Owns the memory of a batch: the bytes, with zeros after them, and the tape.
///
/// A decoder writes it while nobody else holds it; from the moment a batch holds it, it is
/// constant. That is the proof for `@unchecked Sendable`: a decoder takes memory back for another
/// batch only after it has seen that it holds the one reference.
@safe
final class BatchStorage: @unchecked Sendable {
    private(set) var bytes: UnsafeMutableRawPointer
    /// The bytes that may be used, without padding.
    private(set) var byteCapacity: Int
    var byteCount = 0
    private(set) var tape: UnsafeMutablePointer<UInt64>
    private(set) var tapeCapacity: Int
    var tapeCount = 0

    init(byteCapacity: Int, tapeCapacity: Int = 1024) {
        self.byteCapacity = byteCapacity
        unsafe bytes = .allocate(
            byteCount: byteCapacity + ItemBatch.paddingByteCount,
            alignment: ItemBatch.paddingByteCount)
        self.tapeCapacity = tapeCapacity
        unsafe tape = .allocate(capacity: tapeCapacity)
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe tape.deallocate()
    }

    /// Makes room for more bytes and keeps the first of them.
    func growBytes(to capacity: Int, keeping count: Int) {
        guard capacity > byteCapacity else { return }
        let larger = UnsafeMutableRawPointer.allocate(
            byteCount: capacity + ItemBatch.paddingByteCount, alignment: ItemBatch.paddingByteCount)
        unsafe larger.copyMemory(from: bytes, byteCount: count)
        unsafe bytes.deallocate()
        unsafe bytes = larger
        byteCapacity = capacity
    }

    /// Doubles the tape and keeps the first words.
    func growTape(keeping count: Int) {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: tapeCapacity * 2)
        unsafe larger.moveInitialize(from: tape, count: count)
        unsafe tape.deallocate()
        unsafe tape = larger
        tapeCapacity *= 2
    }

    /// Makes spaces of the line breaks from an offset on, where JSON that was checked has them only
    /// between tokens.
    func replaceLineBreaks(from start: Int) {
        for offset in start..<byteCount {
            let byte = unsafe bytes.load(fromByteOffset: offset, as: UInt8.self)
            guard byte == 0x0A || byte == 0x0D else { continue }
            unsafe bytes.storeBytes(of: 0x20, toByteOffset: offset, as: UInt8.self)
        }
    }

    /// Ends the used part and lays zeros after it.
    func seal(byteCount: Int) {
        self.byteCount = byteCount
        unsafe (bytes + byteCount).initializeMemory(
            as: UInt8.self, repeating: 0, count: ItemBatch.paddingByteCount)
    }
}

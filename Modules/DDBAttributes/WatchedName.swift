/// A name that is looked for among an item's: compared by its length and first bytes before all
/// others.
struct WatchedName: Sendable {
    let name: [UInt8]
    private let head: UInt64
    private let mask: UInt64

    init(_ text: String) {
        name = Array(text.utf8)
        mask = name.count >= 8 ? .max : (1 << UInt64(8 * name.count)) - 1
        head = name.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether a name's text says this one.
    ///
    /// - Parameter bytes: Those of a batch with the zeros after them, so that a word can be loaded.
    @inline(__always)
    func matches(_ token: Token, of bytes: RawSpan) -> Bool {
        if token.hasEscapes { return matchesEscaped(token, of: bytes) }
        guard token.byteCount == name.count else { return false }
        let word = UInt64(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: token.offset, as: UInt64.self))
        guard word & mask == head else { return false }
        return name.count <= 8 || matchesRest(token, of: bytes)
    }

    @inline(never)
    private func matchesRest(_ token: Token, of bytes: RawSpan) -> Bool {
        for index in 8..<name.count where byteAt(bytes, token.offset &+ index) != name[index] {
            return false
        }
        return true
    }

    @inline(never)
    private func matchesEscaped(_ token: Token, of bytes: RawSpan) -> Bool {
        guard token.byteCount > name.count else { return false }
        var plain: [UInt8] = []
        TokenText.append(token, of: bytes, to: &plain)
        return plain == name
    }
}

/// Looks for members that a set has twice, in memory that serves one set after the other.
///
/// Members are compared by a keyed hash of what they stand for, and exactly where those are equal:
/// pair by pair in small sets, after sorting in large ones, so that no choice of members is slow.
struct SetMembers: Sendable {
    private struct Member {
        let hash: UInt64
        let index: Int
    }

    /// Up to this many members each is compared with all before it.
    private static let comparedMax = 24

    private var seen: [Member] = []
    private var text: [UInt8] = []

    /// Checks the members at tape indexes.
    mutating func checkDistinct(
        _ indexes: Range<Int>, _ tape: Span<UInt64>, _ bytes: RawSpan, _ digester: KeyDigester
    ) throws(CheckFault) {
        seen.removeAll(keepingCapacity: true)
        let isSmall = indexes.count <= Self.comparedMax
        for index in indexes {
            let hash = try hash(of: index, tape, bytes, digester)
            if isSmall {
                for member in seen where member.hash == hash {
                    try checkDifferent(member.index, index, tape, bytes)
                }
            }
            seen.append(Member(hash: hash, index: index))
        }
        if isSmall { return }
        seen.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
        for second in seen.indices.dropFirst() {
            var first = second - 1
            while first >= 0, seen[first].hash == seen[second].hash {
                try checkDifferent(seen[first].index, seen[second].index, tape, bytes)
                first -= 1
            }
        }
    }

    /// The hash of what a member stands for; equal base64 is equal bytes, since a decoder takes but
    /// one spelling.
    private mutating func hash(
        of index: Int, _ tape: Span<UInt64>, _ bytes: RawSpan, _ digester: KeyDigester
    ) throws(CheckFault) -> UInt64 {
        let token = Token(word: tape[index])
        if token.kind != .number, !token.hasEscapes {
            return digester.digest(bytes.extracting(token.range)).low
        }
        text.removeAll(keepingCapacity: true)
        try append(index, tape, bytes, to: &text)
        return unsafe digester.digest(text.span.bytes).low
    }

    private func append(
        _ index: Int, _ tape: Span<UInt64>, _ bytes: RawSpan, to text: inout [UInt8]
    ) throws(CheckFault) {
        let token = Token(word: tape[index])
        guard token.kind == .number else {
            return TokenText.append(token, of: bytes, to: &text)
        }
        do throws(ScanFault) {
            try KeyEncoding.append(token, of: bytes, to: &text)
        } catch {
            throw CheckFault(error, at: index)
        }
    }

    @inline(never)
    private func checkDifferent(
        _ first: Int, _ second: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) {
        var texts: ([UInt8], [UInt8]) = ([], [])
        try append(first, tape, bytes, to: &texts.0)
        try append(second, tape, bytes, to: &texts.1)
        if texts.0 == texts.1 { throw CheckFault(.setDuplicate, at: max(first, second)) }
    }
}

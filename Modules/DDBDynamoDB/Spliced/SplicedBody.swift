import DDBAttributes
import DDBJSON

/// The body of a request about many items of one table, with the place of each entry in it.
struct SplicedBody: Sendable {
    private(set) var bytes: [UInt8]
    /// Where the entries lie, without the commas between them.
    private(set) var ranges: [Range<Int>] = []
    /// Which items they are about.
    private(set) var digests: [KeyDigest] = []
    /// What stands before the first entry and after the last.
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let countMax: Int
    private let bytesMax: Int

    init(
        prefix: [UInt8], suffix: [UInt8], countMax: Int, bytesMax: Int, byteCapacity: Int = 0
    ) {
        self.prefix = prefix
        self.suffix = suffix
        self.countMax = countMax
        self.bytesMax = bytesMax
        bytes = []
        bytes.reserveCapacity(
            max(min(byteCapacity, bytesMax), prefix.count + suffix.count))
        bytes.append(contentsOf: prefix)
        ranges.reserveCapacity(countMax)
        digests.reserveCapacity(countMax)
    }

    /// The bytes that the body will have.
    var byteCount: Int { bytes.count + suffix.count }

    /// Appends the entry that a function writes, unless it does not fit or is there already.
    mutating func append(
        _ digest: KeyDigest, _ write: (inout [UInt8]) -> Void
    ) -> SpliceOutcome {
        // A batch has few entries: comparing them all takes less than any table.
        if digests.contains(digest) { return .duplicate }
        guard digests.count < countMax else { return .full }
        let end = bytes.count
        if end > prefix.count { bytes.append(UInt8(ascii: ",")) }
        let start = bytes.count
        write(&bytes)
        guard byteCount <= bytesMax else {
            bytes.removeSubrange(end...)
            return digests.isEmpty ? .tooLarge : .full
        }
        ranges.append(start..<bytes.count)
        digests.append(digest)
        return .appended
    }

    /// Ends the body, which is whole then.
    mutating func end() { bytes.append(contentsOf: suffix) }

    /// Ends the body and begins another of about its size; what it returns is whole.
    mutating func take() -> SplicedBody {
        var body = SplicedBody(
            prefix: prefix, suffix: suffix, countMax: countMax, bytesMax: bytesMax,
            byteCapacity: byteCount + byteCount / 8)
        swap(&self, &body)
        body.end()
        return body
    }

    /// The body of some of the entries of one that is whole.
    func subset(_ entries: [Int]) -> SplicedBody {
        var body = SplicedBody(
            prefix: prefix, suffix: suffix, countMax: countMax, bytesMax: bytesMax)
        for entry in entries {
            let outcome = body.append(digests[entry]) {
                $0.append(contentsOf: bytes[ranges[entry]])
            }
            precondition(outcome == .appended, "an entry is named twice")
        }
        return body.take()
    }
}

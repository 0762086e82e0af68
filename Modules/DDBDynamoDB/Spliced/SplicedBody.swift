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

    init(prefix: [UInt8], suffix: [UInt8], countMax: Int, bytesMax: Int) {
        self.prefix = prefix
        self.suffix = suffix
        self.countMax = countMax
        self.bytesMax = bytesMax
        bytes = prefix
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

    /// Ends the body and begins another; what it returns is whole.
    mutating func take() -> SplicedBody {
        var taken = self
        taken.bytes.append(contentsOf: suffix)
        let capacity = bytes.count
        bytes = []
        bytes.reserveCapacity(capacity + suffix.count)
        bytes.append(contentsOf: prefix)
        ranges = []
        digests = []
        return taken
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

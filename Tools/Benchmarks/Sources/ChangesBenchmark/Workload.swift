import DDBAttributes
import DDBBase

/// Makes items and changes of random keys.
struct Workload {
    private var state: UInt64
    /// The number of keys that there ever were.
    private(set) var keyCount: Int

    init(seed: UInt64, keyCount: Int) {
        state = seed
        self.keyCount = keyCount
    }

    /// The items of some keys, as a load brings them.
    mutating func items(_ keys: Range<Int>) throws -> [ItemBatch] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(keys.count * 170)
        for key in keys {
            appendItem(key, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return try Self.batches(bytes, .item)
    }

    /// Changes: of 20 one deletes, one adds, the others overwrite.
    mutating func changes(_ count: Int) throws -> [ItemBatch] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 210)
        for _ in 0..<count {
            switch next(below: 20) {
            case 0:
                bytes += #"{"operation":"delete","keys":{"pk":{"S":""#.utf8
                appendKey(next(below: keyCount), to: &bytes)
                bytes += #""}}}"#.utf8
            case 1:
                appendPut(keyCount, to: &bytes)
                keyCount += 1
            default:
                appendPut(next(below: keyCount), to: &bytes)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return try Self.batches(bytes, .change)
    }

    private mutating func appendPut(_ key: Int, to bytes: inout [UInt8]) {
        bytes += #"{"operation":"put","newImage":"#.utf8
        appendItem(key, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func appendItem(_ key: Int, to bytes: inout [UInt8]) {
        bytes += #"{"pk":{"S":""#.utf8
        appendKey(key, to: &bytes)
        bytes += #""},"seen":{"N":""#.utf8
        bytes += "\(next(below: 1_000_000_000))".utf8
        bytes += #""},"status":{"S":""#.utf8
        bytes += ["new", "paid", "packed", "shipped", "returned"][next(below: 5)].utf8
        bytes += #""},"total":{"N":""#.utf8
        bytes += "\(next(below: 100_000)).\(10 + next(below: 90))".utf8
        bytes += #""},"note":{"S":""#.utf8
        bytes +=
            Hex.encode(
                [next(), next()].flatMap { word in
                    (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
                }
            ).utf8
        bytes += #""}}"#.utf8
    }

    private func appendKey(_ key: Int, to bytes: inout [UInt8]) {
        let digits = "\(key)"
        bytes += "customer#".utf8
        for _ in digits.utf8.count..<10 { bytes.append(UInt8(ascii: "0")) }
        bytes += digits.utf8
    }

    private static func batches(_ bytes: [UInt8], _ shape: LineShape) throws -> [ItemBatch] {
        var decoder = LineDecoder(shape: shape, origin: .file)
        var batches: [ItemBatch] = []
        var offset = 0
        while offset < bytes.count {
            offset += decoder.append(bytes.span.bytes.extracting(offset..<bytes.count))
            if decoder.freeByteCount == 0, let batch = try decoder.nextBatch(isLast: false) {
                batches.append(batch)
            }
        }
        while let batch = try decoder.nextBatch(isLast: true) { batches.append(batch) }
        return batches
    }

    private mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

public import DDBBase

/// SipHash-2-4 with 128 bits of result: the hash of the key index.
///
/// Whoever writes into a DynamoDB table chooses its keys, so the hash is a keyed one: without the
/// seed, which every index draws for itself, nobody can make two keys meet or crowd a place of the
/// index. Docs/Decisions/0010-key-index.md has the reasons and figures.
///
/// Specification: [SipHash](https://www.aumasson.jp/siphash/siphash.pdf), with the longer result of
/// the [reference implementation](https://github.com/veorq/SipHash).
public struct KeyHasher: Sendable, Hashable {
    /// The two words of the seed.
    let seed: (UInt64, UInt64)

    /// Creates a hasher with a seed of its own.
    public init(random: any RandomSource) {
        self.init(seed: (random.next(), random.next()))
    }

    /// Creates the hasher of a seed, as little-endian words.
    public init(seed: (UInt64, UInt64)) {
        self.seed = seed
    }

    /// Whether both have the same seed.
    public static func == (left: KeyHasher, right: KeyHasher) -> Bool {
        left.seed == right.seed
    }

    /// Feeds the seed.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(seed.0)
        hasher.combine(seed.1)
    }

    /// Returns the hash of a key in its canonical encoding (`KeyEncoding`).
    public func hash(_ key: [UInt8]) -> KeyHash {
        unsafe key.withUnsafeBytes { unsafe hash($0) }
    }

    /// Returns the hash of a key in its canonical encoding (`KeyEncoding`).
    public func hash(_ key: RawSpan) -> KeyHash {
        unsafe key.withUnsafeBytes { unsafe hash($0) }
    }

    @unsafe
    private func hash(_ bytes: UnsafeRawBufferPointer) -> KeyHash {
        var state = SipState(seed.0, seed.1)
        let count = bytes.count
        let wordsEnd = count & ~7
        var offset = 0
        while offset < wordsEnd {
            state.absorb(
                UInt64(
                    littleEndian: unsafe bytes.loadUnaligned(
                        fromByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        var last = UInt64(truncatingIfNeeded: count) &<< 56
        var shift: UInt64 = 0
        while offset < count {
            last |= unsafe UInt64(bytes[offset]) &<< shift
            shift &+= 8
            offset &+= 1
        }
        state.absorb(last)
        return state.finish()
    }
}

/// The four words that SipHash mixes.
private struct SipState {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    @inline(__always)
    init(_ seed0: UInt64, _ seed1: UInt64) {
        v0 = seed0 ^ 0x736F_6D65_7073_6575
        v1 = seed1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        v2 = seed0 ^ 0x6C79_6765_6E65_7261
        v3 = seed1 ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    mutating func finish() -> KeyHash {
        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let high = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return KeyHash(high: high, low: v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = Self.rotated(v1, 13) ^ v0
        v0 = Self.rotated(v0, 32)
        v2 &+= v3
        v3 = Self.rotated(v3, 16) ^ v2
        v0 &+= v3
        v3 = Self.rotated(v3, 21) ^ v0
        v2 &+= v1
        v1 = Self.rotated(v1, 17) ^ v2
        v2 = Self.rotated(v2, 32)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word &<< bits | word &>> (64 &- bits)
    }
}

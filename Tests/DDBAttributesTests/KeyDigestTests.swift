import DDBAttributes
import DDBBase
import Synchronization
import Testing

@Suite struct KeyDigestTests {
    /// Gives the words of a generator with a seed.
    private struct Words: RandomSource {
        let seed: UInt64
        private let counter = Counter()

        init(seed: UInt64) { self.seed = seed }

        func next() -> UInt64 {
            var random = SplitMix(seed: seed &+ counter.next() &* 0x1234_5678_9ABC_DEF1)
            return random.next()
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex<UInt64>(0)

        func next() -> UInt64 {
            count.withLock { count in
                count += 1; return count
            }
        }
    }

    private func digests(_ values: [String], seed: UInt64 = 1) throws -> [KeyDigest] {
        var builder = ItemBatchBuilder()
        let roots = try values.map { value in
            let wire = Array("{\"x\":{\"S\":\"\"},\"k\":\(value)}".utf8)
            return try builder.image(wire: wire.span.bytes)
        }
        let batch = builder.finish()
        let schema = try KeySchema(partition: KeySchema.Attribute("k", .string))
        let identifier = KeyIdentifier(schema, random: Words(seed: seed))
        var key: [UInt8] = []
        return try roots.map { try identifier.digest(of: $0, in: batch, key: &key) }
    }

    @Test func `keys that DynamoDB takes for one have one digest`() throws {
        for values in [
            [#"{"N":"1"}"#, #"{"N":"1.0"}"#, #"{"N":"1E0"}"#, #"{"N":"+01.00"}"#],
            [#"{"S":"A\/"}"#, #"{"S":"\u0041/"}"#], [#"{"N":"0"}"#, #"{"N":"-0.0"}"#],
            [#"{"B":"\/\/8="}"#, #"{"B":"//8="}"#],
        ] {
            #expect(Set(try digests(values)).count == 1, "\(values)")
        }
    }

    @Test func `different keys have different digests`() throws {
        let values =
            [#"{"S":"1"}"#, #"{"N":"1"}"#, #"{"B":"MQ=="}"#, #"{"S":"é"}"#, #"{"S":"e\u0301"}"#]
            + (0..<20_000).map { #"{"S":"\#(String(repeating: "x", count: $0 % 40))\#($0)"}"# }
            + (0..<20_000).map { #"{"N":"\#($0 + 2)"}"# }
        let digests = try digests(values)
        #expect(Set(digests).count == values.count)
        // Each half alone tells them apart too.
        #expect(Set(digests.map(\.high)).count == values.count)
        #expect(Set(digests.map(\.low)).count == values.count)
        #expect(try Set(self.digests(values, seed: 2)).isDisjoint(with: digests))
    }

    @Test func `every bit of a text of any length changes about half of the digest`() {
        let digester = KeyDigester(random: Words(seed: 3))
        var random = SplitMix(seed: 4)
        for count in 0...70 {
            var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let before = digester.digest(bytes.span.bytes)
            var changed = 0
            for bit in 0..<count * 8 {
                bytes[bit / 8] ^= 1 << (bit % 8)
                let after = digester.digest(bytes.span.bytes)
                bytes[bit / 8] ^= 1 << (bit % 8)
                let bits = (
                    (before.high ^ after.high).nonzeroBitCount,
                    (before.low ^ after.low).nonzeroBitCount
                )
                #expect(bits.0 > 8 && bits.1 > 8, "\(count) bytes, bit \(bit)")
                changed += bits.0 + bits.1
            }
            if count > 4 { #expect((56...72).contains(changed / (count * 8)), "\(count) bytes") }
            bytes.append(0)
            #expect(digester.digest(bytes.span.bytes) != before)
        }
    }

    @Test func `a checker and an identifier agree`() throws {
        let wire = Array(#"{"s":{"N":"7.0"},"p":{"S":"\u00e9"}}"#.utf8)
        var builder = ItemBatchBuilder()
        let root = try builder.image(wire: wire.span.bytes)
        let batch = builder.finish()
        let schema = try KeySchema(
            partition: KeySchema.Attribute("p", .string), sort: KeySchema.Attribute("s", .number))
        let identifier = KeyIdentifier(schema, random: SystemRandomSource())
        var checker = WriteChecker(identifier)
        let write = try checker.check(.put, root, of: batch)
        var key: [UInt8] = []
        #expect(try identifier.digest(of: root, in: batch, key: &key) == write.digest)
        #expect(checker.key == key)
        #expect(key == Array("S\u{2}éN".utf8) + [3, 1, 0, 7])
    }
}

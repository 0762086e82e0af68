import DDBAttributes
import DDBBase
import Testing

@Suite struct RoundTripTests {
    static let seeds: [UInt64] = Array(1...40)

    @Test(arguments: seeds)
    func `random items come back equal by every way`(seed: UInt64) throws {
        var items = RandomItems(seed: seed)
        var lines: [UInt8] = []
        var expected: [Item] = []
        for _ in 0..<25 {
            let item = items.item()
            expected.append(item)
            lines += WireEncoder.encode(item) + [0x0A]
        }
        var found: [Item] = []
        for batch in try decode(lines, shape: .item, limits: DecodeLimits(batchBytes: 2000)) {
            for record in batch.records {
                let item = batch.item(at: record.newImage)
                found.append(item)
                var wire: [UInt8] = []
                batch.appendItemWire(at: record.newImage, to: &wire)
                #expect(wire == WireEncoder.encode(item))
                #expect(try Oracle.item(wire) == item)
            }
        }
        #expect(found == expected, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `a value spliced from a batch is the value`(seed: UInt64) throws {
        var items = RandomItems(seed: seed)
        let item = items.item()
        var builder = ItemBatchBuilder()
        let root = try builder.image(item)
        let batch = builder.finish()
        for (name, value) in zip(item.names, item.values) {
            let index = try #require(batch.index(of: Array(name.utf8), in: root))
            #expect(batch.value(at: index) == value)
            var spliced: [UInt8] = []
            batch.appendWire(at: index, to: &spliced)
            var encoded: [UInt8] = []
            WireEncoder.append(value, to: &encoded)
            #expect(spliced == encoded)
        }
        #expect(batch.index(of: Array("not there".utf8), in: root) == nil)
    }

    @Test func `every truncation of a line is refused`() throws {
        let line = Array(LineDecoderTests.everyType.utf8.dropLast())
        for count in 1..<line.count {
            let error = #expect(throws: AttributeError.self) {
                try decode(Array(line[..<count]), shape: .export)
            }
            #expect((error?.byteOffset ?? .max) <= count)
        }
    }

    @Test func `every flipped bit is refused or read as what the bytes say`() throws {
        let sample = Array(LineDecoderTests.everyType.utf8.dropLast())
        let prefix = Array("{\"Item\":".utf8)
        let item = Array(sample[prefix.count..<sample.count - 1])
        var accepted = 0
        for position in item.indices {
            for bit in 0..<8 {
                var flipped = item
                flipped[position] ^= 1 << bit
                let expected = try? Oracle.item(flipped)
                let batches = try? decode(prefix + flipped + [0x7D], shape: .export)
                if let batch = batches?.first, let record = batch.records.first {
                    accepted += 1
                    #expect(batch.item(at: record.newImage) == expected)
                    var wire: [UInt8] = []
                    batch.appendItemWire(at: record.newImage, to: &wire)
                    #expect(wire == flipped)
                } else {
                    // Line feeds between tokens are JSON but end a line.
                    let isStricter =
                        flipped.contains(0x0A) || expected == nil
                    #expect(isStricter, "position \(position) bit \(bit)")
                }
            }
        }
        #expect(accepted > 150)
    }

    @Test(arguments: 1...20)
    func `random damage never gets past the oracle`(seed: UInt64) throws {
        var items = RandomItems(seed: seed)
        for _ in 0..<60 {
            var wire = WireEncoder.encode(items.item())
            guard wire.count > 2 else { continue }
            for _ in 0...items.below(3) {
                let position = items.below(wire.count)
                switch items.below(4) {
                case 0: wire.remove(at: position)
                case 1: wire.insert(wire[items.below(wire.count)], at: position)
                case 2: wire[position] = UInt8(truncatingIfNeeded: items.random.next())
                default:
                    let end = min(wire.count, position + items.below(30))
                    wire.insert(contentsOf: wire[position..<end], at: items.below(wire.count))
                }
            }
            let expected = try? Oracle.item(wire)
            let found = try? Item(wire: wire.span.bytes)
            #expect(found == expected, "seed \(seed)")
        }
    }
}

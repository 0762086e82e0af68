import DDBAttributes
import DDBBase
import Testing

@Suite struct ItemTests {
    @Test func `items are equal whatever the order of names and set members is`() {
        let first: Item = ["a": .stringSet(["x", "y"]), "b": .bool(true)]
        let second: Item = ["b": .bool(true), "a": .stringSet(["y", "x"])]
        #expect(first == second)
        #expect(first.hashValue == second.hashValue)
        let third: Item = ["a": .list([.string("x")]), "b": .bool(true)]
        #expect(first != third)
    }

    @Test func `names that are equal only by Unicode equivalence are two names`() {
        let item: Item = ["\u{E9}": .bool(true), "e\u{301}": .null]
        #expect(item.count == 2)
        #expect(item["e\u{301}"] == .null)
        #expect(AttributeValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(AttributeValue.stringSet(["\u{E9}"]) != .stringSet(["e\u{301}"]))
    }

    @Test func `many names can be set, found and removed`() {
        var item = Item()
        for index in 0..<100 { item["name\(index)"] = .number(DecimalNumber(Int64(index))) }
        for index in stride(from: 0, to: 100, by: 2) { item["name\(index)"] = nil }
        #expect(item.count == 50)
        for index in 0..<100 {
            #expect((item["name\(index)"] != nil) == (index % 2 == 1))
        }
    }

    @Test func `a document with line feeds is an item, and its wire bytes fit on a line`() throws {
        let text = Array("{\n  \"a\": {\r\n    \"S\": \"x\\n\"\n  }\n}\n".utf8)
        #expect(try Item(wire: text.span.bytes) == ["a": .string("x\n")])
        var builder = ItemBatchBuilder()
        let root = try builder.image(wire: text.span.bytes)
        let batch = builder.finish()
        var wire: [UInt8] = []
        batch.appendItemWire(at: root, to: &wire)
        #expect(!wire.contains(0x0A) && !wire.contains(0x0D))
        for bad in ["{\"a\":{\"S\":\"x\ny\"}}", "{\"a\r\":{\"S\":\"\"}}"] {
            let bytes = Array(bad.utf8)
            #expect(throws: AttributeError.self) { try Item(wire: bytes.span.bytes) }
        }
    }

    @Test func `base64 with escapes is laid down without them`() throws {
        let line = #"{"a":{"B":"\/\/8="},"b":{"BS":["\u0041AAA","\/w==" ]},"c":{"S":"\/"}}"#
        let batch = try #require(try decode(line, shape: .item).first)
        let expected: Item = [
            "a": .binary([0xFF, 0xFF]), "b": .binarySet([[0, 0, 0], [0xFF]]), "c": .string("/"),
        ]
        #expect(batch.item(at: 0) == expected)
        #expect(try Oracle.item(Array(line.utf8)) == expected)
        var wire: [UInt8] = []
        batch.appendItemWire(at: 0, to: &wire)
        #expect(try Oracle.item(wire) == expected)
        for index in 0..<batch.tape.count {
            let token = batch.token(at: index)
            #expect(token.kind != .binary || !token.hasEscapes)
        }
        #expect(throws: AttributeError.self) { try decode(#"{"a":{"B":"\/w="}}"#, shape: .item) }
        #expect(throws: AttributeError.self) { try decode(#"{"a":{"B":"\n"}}"#, shape: .item) }
    }

    @Test func `bytes of every length decode into memory of one's own`() throws {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 255 - 37 * $0) }
            let text = Array(Base64.encode(bytes.span.bytes).utf8)
            var decoded = [UInt8](repeating: 0, count: text.count / 4 * 3)
            let decodedCount = text.withUnsafeBufferPointer { source in
                decoded.withUnsafeMutableBufferPointer { target -> Int in
                    guard let source = source.baseAddress, let target = target.baseAddress else {
                        return 0
                    }
                    return TokenText.decodeBinary(source, byteCount: text.count, into: target)
                }
            }
            #expect(Array(decoded[..<decodedCount]) == bytes)
        }
    }

    @Test func `a builder takes images one by one and drops a bad one whole`() throws {
        var builder = ItemBatchBuilder()
        var record = ItemRecord(origin: .stream)
        record.newImage = try builder.image(["k": .string("new")])
        let bad = Array(#"{"k":{"S":"x"},"l":{"L":[{"N":"1"},{"N":"x"}]}}"#.utf8)
        let error = #expect(throws: AttributeError.self) {
            try builder.image(wire: bad.span.bytes)
        }
        #expect(error?.path == "l[1]")
        #expect(error?.line == 0)
        #expect(error?.byteOffset == 41)
        record.oldImage = try builder.image(["k": .string("old")])
        let order = builder.order(epoch: 3, sequence: "000123")
        record.order = try #require(order)
        let noOrder = builder.order(epoch: 3, sequence: "12x")
        #expect(noOrder == nil)
        record.table = builder.table("orders")
        let tables = (builder.table("orders"), builder.table("users"))
        #expect(tables == (0, 1))
        builder.append(record)
        let batch = builder.finish()
        #expect(batch.item(at: batch.records[0].newImage) == ["k": .string("new")])
        #expect(batch.item(at: batch.records[0].oldImage) == ["k": .string("old")])
        #expect(batch.tables == ["orders", "users"])
        let recordCount = builder.recordCount
        #expect(recordCount == 0)
        let empty = AttributeValue.stringSet([])
        #expect(throws: AttributeError.self) { try builder.image(["k": empty]) }
    }

    @Test func `orders compare by epoch, then as integers`() throws {
        var builder = ItemBatchBuilder()
        let texts = ["9", "10", "0011", "20500000000000000910398", "820400000000000001192334"]
        var orders = [ItemOrder(epoch: 1)]
        for text in texts {
            let order = builder.order(epoch: 1, sequence: text)
            orders.append(try #require(order))
        }
        let later = builder.order(epoch: 2, sequence: "1")
        orders.append(try #require(later))
        let same = builder.order(epoch: 1, sequence: "00010")
        let batch = builder.finish()
        for (left, first) in orders.enumerated() {
            for (right, second) in orders.enumerated() {
                #expect(batch.compareOrder(first, second).signum() == (left - right).signum())
            }
        }
        #expect(try batch.compareOrder(#require(same), orders[2]) == 0)
    }

    @Test func `a builder refuses what exceeds its limits`() {
        var builder = ItemBatchBuilder(limits: DecodeLimits(recordBytesMax: 30, nameBytesMax: 5))
        let long = String(repeating: "x", count: 40)
        for item in [["k": .string(long)], ["toolong": .null]] as [Item] {
            let error = #expect(throws: AttributeError.self) { try builder.image(item) }
            #expect(error?.code == .size)
        }
    }
}

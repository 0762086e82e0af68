import DDBAttributes
import DDBBase
import DDBLocal
import DDBTestKit
import Testing

/// What a client takes for right and how large, against what the endpoint does, whose code for both
/// is another.
@Suite struct CheckedWriteTests {
    private func check(_ wire: String) throws -> CheckedWrite {
        let schema = try KeySchema(partition: KeySchema.Attribute("pk", .string))
        var checker = WriteChecker(KeyIdentifier(schema, random: SystemRandomSource()))
        var builder = ItemBatchBuilder()
        let bytes = Array(wire.utf8)
        let root = try builder.image(wire: bytes.span.bytes)
        return try checker.check(.put, root, of: builder.finish())
    }

    @Test func `both count the same bytes of random items`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            for seed in 0..<150 as Range<UInt64> {
                let items = OddItems(seed: seed)
                let attributes = items.attributes()
                func wire(pad: Int) -> String {
                    #"{"pk":{"S":"\#(1000 + seed)\#(pad & 1)"},"pad":{"S":""#
                        + String(repeating: "x", count: pad) + #""}\#(attributes)}"#
                }
                let bare = try check(wire(pad: 0)).itemByteCount
                // Filled up to whole units, so that one byte more or less would be seen.
                let pad = 1024 - bare % 1024
                let units = (bare + pad) / 1024
                for (pad, units) in [(pad, units), (pad + 1, units + 1)] {
                    let text = wire(pad: pad)
                    #expect(try check(text).writeUnitsMin == units)
                    let reply = try await caller.put(
                        text, more: #","ReturnConsumedCapacity":"TOTAL""#)
                    #expect(
                        reply.text
                            == #"{"ConsumedCapacity":{"TableName":"music","CapacityUnits":"#
                            + "\(units).0}}", "seed \(seed): \(text)")
                }
            }
        }
    }

    @Test func `both take and refuse the same items`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            var counts = (taken: 0, refused: 0)
            for seed in 0..<300 as Range<UInt64> {
                let items = OddItems(seed: seed)
                let wire = items.perhapsBroken()
                let reply = try await caller.put(wire)
                do {
                    _ = try check(wire)
                    #expect(reply.status == 200, "seed \(seed): \(wire) \(reply.text)")
                    counts.taken += 1
                } catch let error as AttributeError {
                    #expect(reply.status == 400, "seed \(seed): \(wire) \(error.message)")
                    counts.refused += 1
                }
            }
            #expect(counts.taken > 50 && counts.refused > 50)
        }
    }
}

/// Makes items in DynamoDB JSON of every type, oddly written, from a seed.
private struct OddItems {
    private let random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// Attributes, each after a comma.
    func attributes() -> String {
        (0..<below(12)).map { #","\#(name($0))":\#(value(0))"# }.joined()
    }

    /// An item with a key, or one that has one of the defects that a batch may not have.
    func perhapsBroken() -> String {
        let defects = [
            #""pk":{"S":""}"#, #""pk":{"N":"1"}"#, #""PK":{"S":"a"}"#, #""pk":{"BOOL":true}"#,
            #""pk":{"S":"\#(String(repeating: "k", count: 2049))"}"#,
            #""pk":{"S":"a"},"":{"S":"x"}"#, #""pk":{"S":"a"},"m":{"M":{"":{"NULL":true}}}"#,
            #""pk":{"S":"a"},"t":{"SS":["a","b","\u0061"]}"#,
            #""pk":{"S":"a"},"t":{"NS":["1","2","10e-1"]}"#,
            #""pk":{"S":"a"},"t":{"L":[{"BS":["AA==","AA=="]}]}"#, #""pk":{"S":"a"},"t":{"SS":[]}"#,
            #""pk":{"S":"a"},"t":{"N":"1e126"}"#, #""pk":{"S":"a"},"t":{"NULL":false}"#,
            #""pk":{"S":"a"},"t":"# + nested(33), #""pk":{"S":"a"},"t":{"S":"a","N":"1"}"#,
        ]
        let proper = [
            #""pk":{"S":"a"}"#, #""pk":{"S":"\#(String(repeating: "k", count: 2048))"}"#,
            #""pk":{"S":"a"},"t":"# + nested(32), #""pk":{"S":"a"},"t":{"NS":["1","-1","10"]}"#,
        ]
        let head =
            below(2) == 0 ? defects[below(defects.count)] : proper[below(proper.count)]
        return "{" + head + attributes() + "}"
    }

    private func nested(_ depth: Int) -> String {
        String(repeating: #"{"L":["#, count: depth) + String(repeating: "]}", count: depth)
    }

    private func name(_ index: Int) -> String {
        let texts = ["a", "Zz", "é", "\\u00e9\\n", "ハ", "🧳", "\\ud83e\\uddf3\\/", "a long name"]
        return texts[below(texts.count)] + String(index)
    }

    private func value(_ depth: Int) -> String {
        switch below(depth > 4 ? 9 : 11) {
        case 0, 1: #"{"S":"\#(text())"}"#
        case 2, 3: #"{"N":"\#(number())"}"#
        case 4: #"{"B":"\#(binary(below(9)))"}"#
        case 5: #"{"BOOL":\#(below(2) == 0)}"#
        case 6: #"{"NULL":true}"#
        case 7: #"{"SS":[\#(list { #""\#($0)\#(text())""# })]}"#
        case 8:
            below(2) == 0
                ? #"{"NS":[\#(list { #""\#($0 + 1)e\#(below(9))7""# })]}"#
                : #"{"BS":[\#(list { #""\#(binary($0 + 1))""# })]}"#
        case 9:
            #"{"M" : { \#(list { #""\#(name($0))":\#(value(depth + 1))"# })}}"#
        default: #"{"L":[\#(list { _ in value(depth + 1) })]}"#
        }
    }

    private func list(_ make: (Int) -> String) -> String {
        (0...below(4)).map { make($0) }.joined(separator: ", ")
    }

    private func text() -> String {
        let texts = [
            "", "a", "0", "é", "ハ", "🧳", "\\u0041", "\\u00e9", "\\uFFFF", "\\ud83e\\uddf3", "\\n",
            "\\\"", "\\\\", "\\/", "plain text of some length",
        ]
        return (0..<below(6)).map { _ in texts[below(texts.count)] }.joined()
    }

    private func number() -> String {
        let digits = (0...below(20)).map { _ in String(below(10)) }.joined()
        let fraction =
            below(2) == 0 ? "" : "." + (0...below(16)).map { _ in String(below(10)) }.joined()
        let exponent = below(3) == 0 ? "E\(below(120) - 60)" : ""
        return ["", "-", "+"][below(3)] + digits + fraction + exponent
    }

    private func binary(_ count: Int) -> String {
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        return Base64.encode(bytes.span.bytes)
    }

    private func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}

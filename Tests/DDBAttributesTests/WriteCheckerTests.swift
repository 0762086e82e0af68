import DDBAttributes
import DDBBase
import Testing

@Suite struct WriteCheckerTests {
    private func check(
        _ wire: String, _ operation: ItemOperation = .put, sort: KeySchema.ScalarType? = nil,
        partition: KeySchema.ScalarType = .string, indexes: [WriteChecker.IndexAttribute] = [],
        line: Int = 0, limits: DecodeLimits = .standard
    ) throws -> CheckedWrite {
        let bytes = Array(wire.utf8)
        var builder = ItemBatchBuilder(limits: limits)
        let root = try builder.image(wire: bytes.span.bytes)
        let schema = try KeySchema(
            partition: KeySchema.Attribute("pk", partition),
            sort: sort.map { KeySchema.Attribute("a long sort key", $0) })
        var checker = WriteChecker(
            KeyIdentifier(schema, random: SystemRandomSource()), indexes: indexes)
        return try checker.check(operation, root, of: builder.finish(), line: line)
    }

    /// The size of an item beside its key `{"pk":{"S":"a"}}`, which takes 3.
    private func size(_ attributes: String) throws -> Int {
        try check(#"{"pk":{"S":"a"},\#(attributes)}"#).itemByteCount - 3
    }

    // MARK: sizes

    @Test(arguments: [
        // Strings and names: their UTF-8, whatever the escapes are.
        (#""n":{"S":""}"#, 1), (#""n":{"S":"abc"}"#, 4), (#""é":{"S":"ハ"}"#, 5),
        (#""n":{"S":"\u0041\n\/\\\"\u00e9\u30cf\ud83e\uddf3"}"#, 1 + 5 + 2 + 3 + 4),
        (#""n":{"S":"\u0000\u007f\u0080\u07ff\u0800\uffff\uD7FF\uE000"}"#, 1 + 2 + 4 + 12),
        (#""\u006e\u00E9":{"NULL":true}"#, 4),
        // Binaries: their bytes.
        (#""n":{"B":""}"#, 1), (#""n":{"B":"AA=="}"#, 2), (#""n":{"B":"AAE="}"#, 3),
        (#""n":{"B":"AAEC"}"#, 4), (#""n":{"B":"\/\/8="}"#, 3),
        // BOOL and NULL: one.
        (#""n":{"BOOL":false}"#, 2), (#""n":{"NULL":true}"#, 2),
        // Containers: three, and one for each pair or element.
        (#""n":{"M":{}}"#, 4), (#""n":{"L":[]}"#, 4),
        (#""n":{"M":{"ab":{"S":"c"},"d":{"BOOL":true}}}"#, 1 + 3 + 2 + 3 + 2),
        (#""n":{"L":[{"S":"ab"},{"N":"7"},{"L":[{"M":{}}]}]}"#, 1 + 3 + 3 + 2 + 2 + 3 + 1 + 3),
        // Sets: their members.
        (#""n":{"SS":["ab","c"]}"#, 4), (#""n":{"NS":["1","22","-333"]}"#, 1 + 2 + 2 + 4),
        (#""n":{"BS":["AA==","AAE="]}"#, 4),
    ])
    func `an item takes what AWS says`(attributes: String, size: Int) throws {
        #expect(try self.size(attributes) == size)
    }

    @Test(arguments: [
        ("0", 1), ("-0", 1), ("0.000", 1), ("0.0e126", 1), ("1", 2), ("12", 2), ("123", 3),
        ("-1", 3), ("-12", 3), ("1000000", 2), ("0.001", 2), ("100.001", 4), ("0012.500", 3),
        ("+3", 2), ("-17e5", 3), ("1.50E+3", 2), (".123", 3), ("1e125", 2), ("1e-130", 2),
        ("99999999999999999999999999999999999999", 20),
        ("-99999999999999999999999999999999999999", 21),
        ("-0.00099999999999999999999999999999999999999", 21),
    ])
    func `a number takes a byte for two digits, one more, and one for a minus`(
        number: String, size: Int
    ) throws {
        #expect(try self.size(#""n":{"N":"\#(number)"}"#) == 1 + size)
        #expect(try self.size(#""n":{"NS":["\#(number)"]}"#) == 1 + size)
    }

    /// The sample item of "DynamoDB item sizes and formats": 39 bytes with names.
    @Test func `an item of AWS's kind is counted with its names`() throws {
        let write = try check(
            #"{"pk":{"S":"shoes-boots"},"Price":{"N":"12.5"},"Sizes":{"NS":["40","41.5"]},"#
                + #""InStock":{"BOOL":true}}"#)
        #expect(write.itemByteCount == (2 + 11) + (5 + 3) + (5 + 2 + 3) + (7 + 1))
        #expect(write.writeUnitsMin == 1)
    }

    @Test func `an item of 400 KB is taken, and one byte more is not`() throws {
        let text = String(repeating: "x", count: ItemLimits.itemBytesMax - 4)
        let write = try check(#"{"pk":{"S":"a"},"n":{"S":"\#(text)"}}"#)
        #expect(write.itemByteCount == 409_600)
        #expect(write.writeUnitsMin == 400)
        let error = #expect(throws: AttributeError.self) {
            try check(#"{"pk":{"S":"a"},"n":{"S":"\#(text)y"}}"#, line: 7)
        }
        #expect(error?.code == .itemSize)
        #expect(error?.path == "")
        #expect(error?.message == "An item is larger than 409600 bytes, at line 7.")
        #expect(error?.disposition == .corrupt)
    }

    // MARK: keys

    @Test(arguments: [
        (#"{"x":{"S":"a"}}"#, "pk", "lacks"), (#"{}"#, "pk", "lacks"),
        (#"{"PK":{"S":"a"}}"#, "pk", "lacks"),
        (#"{"x":{"M":{"pk":{"S":"a"}}}}"#, "pk", "lacks"),
        (#"{"pk":{"S":"a"}}"#, "a long sort key", "lacks"),
        (#"{"pk":{"S":"a"},"a long sort kez":{"N":"1"}}"#, "a long sort key", "lacks"),
        (#"{"pk":{"N":"1"},"a long sort key":{"N":"1"}}"#, "pk", "another type"),
        (#"{"pk":{"SS":["a"]},"a long sort key":{"N":"1"}}"#, "pk", "another type"),
        (#"{"pk":{"S":"a"},"a long sort key":{"S":"1"}}"#, "a long sort key", "another type"),
        (#"{"pk":{"S":"a"},"a long sort key":{"NULL":true}}"#, "a long sort key", "another type"),
        (#"{"pk":{"S":""},"a long sort key":{"N":"1"}}"#, "pk", "empty"),
    ])
    func `an item without a proper key is refused`(
        wire: String, path: String, problem: String
    ) throws {
        for operation in [ItemOperation.put, .delete] {
            let error = #expect(throws: AttributeError.self) {
                try check(wire, operation, sort: .number, line: 3)
            }
            #expect(error?.code == .key)
            #expect(error?.path == path)
            #expect(error?.message.contains(problem) == true)
            #expect(error?.message.hasSuffix(", at line 3, attribute \(path).") == true)
        }
    }

    @Test func `keys may be as long as DynamoDB takes, and no longer`() throws {
        func item(_ partition: Int, _ sort: Int) -> String {
            let texts = [partition, sort].map { String(repeating: "\\u00e9", count: $0 / 2) }
            return #"{"pk":{"S":"\#(texts[0])"},"a long sort key":{"S":"\#(texts[1])"}}"#
        }
        _ = try check(item(2048, 1024), sort: .string)
        for (wire, path) in [(item(2050, 2), "pk"), (item(2, 1026), "a long sort key")] {
            let error = #expect(throws: AttributeError.self) { try check(wire, sort: .string) }
            #expect(error?.code == .key)
            #expect(error?.path == path)
        }
        let base64 = String(repeating: "AAAA", count: 682)
        _ = try check(#"{"pk":{"B":"\#(base64)AAA="}}"#, partition: .binary)
        #expect(throws: AttributeError.self) {
            try check(#"{"pk":{"B":"\#(base64)AAAA"}}"#, partition: .binary)
        }
        #expect(throws: AttributeError.self) { try check(#"{"pk":{"B":""}}"#, partition: .binary) }
    }

    @Test func `what an item has for an index must be fit to be its key`() throws {
        let indexes = [
            WriteChecker.IndexAttribute(KeySchema.Attribute("g", .string), isPartition: true),
            WriteChecker.IndexAttribute(KeySchema.Attribute("h", .string), isPartition: false),
        ]
        let text = String(repeating: "x", count: 1025)
        _ = try check(#"{"pk":{"S":"a"}}"#, indexes: indexes)
        _ = try check(#"{"pk":{"S":"a"},"g":{"S":"\#(text)"},"h":{"S":"x"}}"#, indexes: indexes)
        for (wire, path) in [
            (#""g":{"N":"1"}"#, "g"), (#""g":{"S":""}"#, "g"), (#""h":{"S":"\#(text)"}"#, "h"),
            (#""g":{"NULL":true}"#, "g"),
        ] {
            let error = #expect(throws: AttributeError.self) {
                try check(#"{"pk":{"S":"a"},\#(wire)}"#, indexes: indexes)
            }
            #expect(error?.code == .key)
            #expect(error?.path == path)
        }
    }

    @Test func `a schema names attributes that can be keys`() throws {
        for name in ["", String(repeating: "k", count: 256)] {
            let error = #expect(throws: AttributeError.self) {
                try KeySchema(partition: KeySchema.Attribute(name, .string))
            }
            #expect(error?.code == .key)
        }
        #expect(throws: AttributeError.self) {
            try KeySchema(
                partition: KeySchema.Attribute("a", .string),
                sort: KeySchema.Attribute("a", .number))
        }
        let name = String(repeating: "k", count: 255)
        #expect(
            try KeySchema(partition: KeySchema.Attribute(name, .string)).names == [Array(name.utf8)]
        )
    }

    // MARK: values

    @Test(arguments: [
        (#""x":{"SS":["a","b","\u0061"]}"#, "x[2]"), (#""x":{"NS":["1","2","1.0"]}"#, "x[2]"),
        (#""x":{"NS":["0","-0.00"]}"#, "x[1]"), (#""x":{"NS":["10","1e1"]}"#, "x[1]"),
        (#""x":{"BS":["AA==","AAE=","AA=="]}"#, "x[2]"),
        (
            #""a":{"M":{"b":{"L":[{"N":"1"},{"L":[]},{"M":{"c":{"SS":["q","q"]}}}]}}}"#,
            "a.b[2].c[1]"
        ),
    ])
    func `a member that a set has twice is refused`(attributes: String, path: String) throws {
        let error = #expect(throws: AttributeError.self) { try size(attributes) }
        #expect(error?.code == .set)
        #expect(error?.path == path)
    }

    @Test func `large sets are looked through as well`() throws {
        func set(_ members: [String]) -> String {
            #""x":{"NS":["# + members.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
        }
        let numbers = (0..<3000).map { String($0 * 7 - 9000) }
        _ = try size(set(numbers))
        for place in [0, 1500, 2999] {
            let error = #expect(throws: AttributeError.self) {
                try size(set(numbers + [numbers[place] + ".0"]))
            }
            #expect(error?.code == .set)
            #expect(error?.path == "x[3000]")
        }
    }

    @Test func `names are neither empty nor longer than DynamoDB takes`() throws {
        let name = String(repeating: "n", count: 65_535)
        #expect(try size(#""\#(name)":{"NULL":true}"#) == 65_536)
        let escaped = String(repeating: "\\u006e", count: 65_535)
        #expect(try size(#""\#(escaped)":{"NULL":true}"#) == 65_536)
        for (attributes, path) in [
            (#""":{"NULL":true}"#, ""), (#""m":{"M":{"":{"NULL":true}}}"#, "m."),
            (#""\#(name)n":{"NULL":true}"#, String(repeating: "n", count: 64) + "..."),
        ] {
            let error = #expect(throws: AttributeError.self) { try size(attributes) }
            #expect(error?.code == .name)
            #expect(error?.path == path)
        }
    }

    @Test func `nesting is counted where a decoder was told to allow more`() throws {
        func nested(_ depth: Int) -> String {
            #"{"pk":{"S":"a"},"x":"# + String(repeating: #"{"L":["#, count: depth)
                + String(repeating: "]}", count: depth) + "}"
        }
        let limits = DecodeLimits(depthMax: 64)
        _ = try check(nested(32), limits: limits)
        let error = #expect(throws: AttributeError.self) { try check(nested(33), limits: limits) }
        #expect(error?.code == .depth)
        #expect(error?.path == "x" + String(repeating: "[0]", count: 32))
    }

    @Test func `messages hold no values`() throws {
        for wire in [
            #"{"pk":{"N":"4711"}}"#, #"{"pk":{"S":"a"},"x":{"SS":["secret","secret"]}}"#,
            #"{"pk":{"S":"a"},"x":{"NS":["4711","4711.0"]}}"#,
        ] {
            let error = try #require(#expect(throws: AttributeError.self) { try check(wire) })
            #expect(!error.message.contains("secret") && !error.message.contains("4711"))
        }
    }

    // MARK: changes

    @Test func `a delete is of the keys, else of the key attributes of the old image`() throws {
        let lines =
            #"{"operation":"delete","keys":{"pk":{"S":"a"}},"oldImage":{"pk":{"S":"b"}}}"# + "\n"
            + #"{"operation":"delete","oldImage":{"x":{"SS":["q","q"]},"pk":{"S":"a"}}}"# + "\n"
            + #"{"operation":"put","newImage":{"pk":{"S":"a"}},"oldImage":{"pk":{"S":"z"}}}"# + "\n"
        let batch = try #require(try decode(lines, shape: .change).first)
        let schema = try KeySchema(partition: KeySchema.Attribute("pk", .string))
        var checker = WriteChecker(KeyIdentifier(schema, random: SystemRandomSource()))
        let writes = try batch.records.map { try checker.check($0, of: batch) }
        #expect(writes.map(\.operation) == [.delete, .delete, .put])
        #expect(writes.map(\.itemByteCount) == [3, 3, 3])
        #expect(Set(writes.map(\.digest)).count == 1)
        var missing = ItemRecord(origin: .file)
        missing.line = 9
        let error = #expect(throws: AttributeError.self) { try checker.check(missing, of: batch) }
        #expect(error?.code == .record)
        #expect(error?.line == 9)
    }
}

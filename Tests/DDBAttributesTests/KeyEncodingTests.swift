import DDBAttributes
import DDBJSON
import DDBTestSupport
import Testing

@Suite struct KeyEncodingTests {
    private func key(_ wire: String, _ names: [String] = ["k"]) throws -> [UInt8] {
        let bytes = Array(wire.utf8)
        var builder = ItemBatchBuilder()
        let root = try builder.image(wire: bytes.span.bytes)
        var key: [UInt8] = []
        try KeyEncoding.append(
            names.map { Array($0.utf8) }, of: root, in: builder.finish(), to: &key)
        return key
    }

    @Test func `numbers that DynamoDB takes for one key have one encoding`() throws {
        try expectEqualKeys([
            ["1", "1.0"], ["1", "1E0"], ["100", "1e2"], ["-5", "-5.00"], ["0", "-0.0"],
        ])
    }

    @Test(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
    func `numbers that a batch of writes took for one key have one encoding`() throws {
        let vectors = try DecimalNumberTests.vectors()["same_key_pairs_batchwrite"]?.array
        let pairs = try #require(vectors).compactMap { $0.array?.compactMap(\.string) }
        #expect(!pairs.isEmpty)
        try expectEqualKeys(pairs)
    }

    private func expectEqualKeys(_ pairs: [[String]]) throws {
        for pair in pairs {
            let keys = try pair.map { try key("{\"k\":{\"N\":\"\($0)\"}}") }
            #expect(keys[0] == keys[1], "\(pair)")
        }
    }

    @Test func `different keys have different encodings`() throws {
        let values = [
            #"{"S":"1"}"#, #"{"N":"1"}"#, #"{"B":"MQ=="}"#, #"{"N":"-1"}"#, #"{"N":"10"}"#,
            #"{"N":"0"}"#, #"{"N":"0.1"}"#, #"{"N":"1e125"}"#, #"{"N":"1e-130"}"#, #"{"N":"256"}"#,
            #"{"N":"65536"}"#, #"{"S":"2"}"#, #"{"S":"é"}"#, #"{"S":"e\u0301"}"#,
            #"{"N":"9.9999999999999999999999999999999999999E+125"}"#,
            #"{"N":"9.9999999999999999999999999999999999999E-93"}"#,
        ]
        let keys = try values.map { try key("{\"k\":\($0)}") }
        #expect(Set(keys).count == values.count)
    }

    @Test func `parts cannot run into each other`() throws {
        let names = ["p", "s"]
        let first = try key(#"{"p":{"S":"ab"},"s":{"S":"c"}}"#, names)
        let second = try key(#"{"p":{"S":"a"},"s":{"S":"bc"}}"#, names)
        #expect(first != second)
    }

    @Test func `the order of attributes and escapes do not matter`() throws {
        let names = ["p", "s"]
        let first = try key(#"{"x":{"NULL":true},"s":{"N":"1.0"},"p":{"S":"A\/"}}"#, names)
        let second = try key(#"{"\u0070":{"S":"\u0041/"},"s":{"N":"1"}}"#, names)
        #expect(first == second)
        #expect(first == Array("S\u{2}A/N".utf8) + [3, 1, 0, 1])
        #expect(
            try key(#"{"k":{"B":"\/\/8="}}"#) == key(#"{"k":{"B":"//8="}}"#))
    }

    @Test func `values of columns have the same encoding`() throws {
        let plain = Array("Aé".utf8)
        let blob: [UInt8] = [49]
        let empty: [UInt8] = []
        var text: [UInt8] = []
        #expect(KeyEncoding.append(string: plain.span.bytes, to: &text))
        #expect(try text == key(#"{"k":{"S":"A\u00e9"}}"#))
        var binary: [UInt8] = []
        #expect(KeyEncoding.append(binary: blob.span.bytes, to: &binary))
        #expect(try binary == key(#"{"k":{"B":"MQ=="}}"#))
        let numbers: [(Int128, Int, String)] = [
            (0, 5, "0"), (1500, 1, "150"), (-1500, 3, "-1.5"), (7, -3, "7000"),
            (Int128(Int64.min), 0, "-9223372036854775808"),
            (
                99_999_999_999_999_999_999_999_999_999_999_999_990, 1,
                String(repeating: "9", count: 37)
            ),
        ]
        for (mantissa, scale, text) in numbers {
            var number: [UInt8] = []
            KeyEncoding.append(mantissa: mantissa, scale: scale, to: &number)
            #expect(try number == key("{\"k\":{\"N\":\"\(text)\"}}"), "\(text)")
        }
        var none: [UInt8] = []
        #expect(!KeyEncoding.append(string: empty.span.bytes, to: &none))
        #expect(!KeyEncoding.append(binary: empty.span.bytes, to: &none))
        #expect(none == [])
    }

    @Test func `friendly values have the same encoding`() throws {
        for (value, wire) in [
            (AttributeValue.string("é"), #"{"S":"\u00e9"}"#), (.binary([1, 2]), #"{"B":"AQI="}"#),
            (.number(try DecimalNumber("-12.50")), #"{"N":"-12.5"}"#),
            (.number(.zero), #"{"N":"0"}"#),
        ] {
            var encoded: [UInt8] = []
            #expect(KeyEncoding.append(value, to: &encoded))
            #expect(try key("{\"k\":\(wire)}") == encoded)
        }
        var encoded: [UInt8] = []
        for value in [AttributeValue.null, .string(""), .binary([]), .bool(true), .list([])] {
            #expect(!KeyEncoding.append(value, to: &encoded))
        }
        #expect(encoded.isEmpty)
    }

    @Test(arguments: [
        #"{}"#, #"{"k":{"S":""}}"#, #"{"k":{"B":""}}"#, #"{"k":{"NULL":true}}"#,
        #"{"K":{"S":"x"}}"#,
    ])
    func `an item without a proper key is refused`(wire: String) {
        let error = #expect(throws: AttributeError.self) { try key(wire) }
        #expect(error?.code == .key)
        #expect(error?.path == "k")
    }
}

import DDBAttributes
import DDBBase
import DDBJSON
import Testing

@Suite struct ReplyDecoderTests {
    private func reply(
        _ text: String, _ shape: ReplyShape, limits: DecodeLimits = .standard
    ) throws(AttributeError) -> DecodedReply {
        let bytes = Array(text.utf8)
        return try ReplyDecoder(shape: shape, origin: .scan, table: "t", epoch: 7, limits: limits)
            .decode(bytes.span.bytes)
    }

    private func images(_ reply: DecodedReply) -> [String] {
        reply.batch.records.map { describe($0.newImage, of: reply.batch) }
    }

    @Test func `a page of a scan becomes a batch and what is left of it`() throws {
        let reply = try reply(
            #"{"Count":2,"Items":[{"k":{"S":"a"}},{"k":{"S":"b"},"n":{"N":"1"}}],"#
                + #""LastEvaluatedKey":{"k" : {"S":"b"}},"ScannedCount":2,"Other":null}"#,
            .items(member: "Items"))
        #expect(images(reply) == ["map[k=S(a)]", "map[k=S(b),n=N(1)]"])
        #expect(reply.batch.tables == ["t"])
        #expect(reply.batch.records.allSatisfy { $0.table == 0 && $0.origin == .scan })
        #expect(reply.members.map(\.name) == ["Count", "LastEvaluatedKey", "ScannedCount"])
        #expect(reply["LastEvaluatedKey"] == Array(#"{"k" : {"S":"b"}}"#.utf8))
        #expect(reply["Other"] == nil)
        #expect(reply.hasItems)
        let object = try reply.object(without: ["LastEvaluatedKey"])
        #expect(object["Count"] == .integer(2))
        #expect(object.count == 2)
    }

    @Test(arguments: ["{}", #"{"Items":null}"#, #"{"Count":0}"#, " { } \n"])
    func `a reply may lack items`(text: String) throws {
        let reply = try reply(text, .items(member: "Items"))
        #expect(!reply.hasItems)
        #expect(reply.batch.records.isEmpty)
    }

    @Test func `an empty list is not a missing one`() throws {
        #expect(try reply(#"{"Items":[]}"#, .items(member: "Items")).hasItems)
    }

    @Test func `one item is one record`() throws {
        let found = try reply(#"{"Item":{"a":{"BOOL":true}}}"#, .item(member: "Item"))
        #expect(images(found) == ["map[a=true]"])
        #expect(try reply("{}", .item(member: "Item")).batch.records.isEmpty)
    }

    @Test func `items of tables name their tables`() throws {
        let reply = try reply(
            #"{"Responses":{"a":[{"k":{"S":"1"}}],"é\"":[],"c":[{"k":{"S":"2"}},{}]},"#
                + #""UnprocessedKeys":{}}"#,
            .itemsOfTables(member: "Responses"))
        #expect(reply.batch.tables == ["a", "é\"", "c"])
        #expect(reply.batch.records.map(\.table) == [0, 2, 2])
        #expect(images(reply) == ["map[k=S(1)]", "map[k=S(2)]", "map[]"])
    }

    @Test func `write requests are puts and deletes`() throws {
        let reply = try reply(
            #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"k":{"S":"1"}}}},"#
                + #"{"DeleteRequest":{"Key":{"k":{"S":"2"}}},"PutRequest":null}]}}"#,
            .writesOfTables(member: "UnprocessedItems"))
        #expect(reply.batch.records.map(\.operation) == [.put, .delete])
        #expect(describe(reply.batch.records[0].newImage, of: reply.batch) == "map[k=S(1)]")
        #expect(describe(reply.batch.records[1].keys, of: reply.batch) == "map[k=S(2)]")
        #expect(reply.batch.records[1].newImage == -1)
    }

    @Test func `line feeds between tokens become spaces in the batch but not in what is left`()
        throws
    {
        let reply = try reply(
            "{\n \"Items\" : [\r\n {\"k\":\n{\"S\":\"a\"}}\n],\n\"LastEvaluatedKey\":{\n}}\n",
            .items(member: "Items"))
        #expect(reply["LastEvaluatedKey"] == Array("{\n}".utf8))
        var wire: [UInt8] = []
        reply.batch.appendItemWire(at: reply.batch.records[0].newImage, to: &wire)
        #expect(wire == Array(#"{"k": {"S":"a"}}"#.utf8))
    }

    @Test(
        arguments: [
            (#"{"Items":[{"a":{"S":"x"}},{"a":{"N":"x"}}]}"#, "Items[1].a", .numberSyntax),
            (#"{"Items":[{"m":{"M":{"x":{"L":[{"S":1}]}}}}]}"#, "Items[0].m.x[0]", .type),
            (#"{"Items":[{"a":{"S":"x"},"a":{"S":"y"}}]}"#, "Items[0]", .duplicateName),
            (#"{"Items":[{}],"Items":[{}]}"#, "", .record),
            (#"{"Count":1,"Count":1}"#, "", .record), (#"{"Items":{}}"#, "Items", .record),
            (#"{"Items":[[]]}"#, "Items[0]", .type), (#"{"Items":[{} {}]}"#, "Items[1]", .syntax),
            (#"{"Items":[{},]}"#, "Items[1]", .type), (#"{"Items":[]} x"#, "", .syntax),
            (#"[]"#, "", .record), ("", "", .syntax), (#"{"Count":01}"#, "", .syntax),
            (#"{"Count":1,}"#, "", .syntax), (#"{,"Count":1}"#, "", .syntax),
        ] as [(String, String, AttributeError.Code)])
    func `what is wrong is named by its path`(
        text: String, path: String, code: AttributeError.Code
    ) {
        let error = #expect(throws: AttributeError.self) {
            try self.reply(text, .items(member: "Items"))
        }
        #expect(error?.path == path)
        #expect(error?.code == code)
    }

    @Test(arguments: [
        #"{"U":{"t":[{}]}}"#, #"{"U":{"t":[{"PutRequest":{}}]}}"#, #"{"U":{"t":{}}}"#,
        #"{"U":{"t":[{"PutRequest":{"Item":{}},"DeleteRequest":{"Key":{}}}]}}"#,
        #"{"U":{"t":[{"PutRequest":{"Item":{},"Item":{}}}]}}"#,
        #"{"U":{"t":[{"PutRequest":{"Item":{},"x":1}}]}}"#, #"{"U":{"t":[{"Other":{}}]}}"#,
        #"{"U":{"t":[],"t":[]}}"#, #"{"U":[]}"#,
    ])
    func `malformed write requests are refused, for none may be lost`(text: String) {
        #expect(throws: AttributeError.self) {
            try self.reply(text, .writesOfTables(member: "U"))
        }
    }

    static let whole = [
        (
            #"{"Count":1,"Items":[{"pk":{"S":"a\n"},"n":{"N":"-1.5"},"b":{"B":"AP8Q"},"#
                + #""t":{"BOOL":true},"z":{"NULL":true},"m":{"M":{"x":{"L":[{"S":"é"}]}}},"#
                + #""ns":{"NS":["1","2"]}}],"LastEvaluatedKey":{"pk":{"S":"a"}}}"#,
            ReplyShape.items(member: "Items")
        ),
        (
            #"{"Responses":{"t":[{"k":{"S":"1"}}]},"UnprocessedKeys":{}}"#,
            .itemsOfTables(member: "Responses")
        ),
        (
            #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"k":{"S":"1"}}}}]}}"#,
            .writesOfTables(member: "UnprocessedItems")
        ),
        (
            #"{"Records":[{"eventName":"REMOVE","userIdentity":{"Type":"Service"},"#
                + #""dynamodb":{"ApproximateCreationDateTime":1.5E9,"SequenceNumber":"12","#
                + #""Keys":{"k":{"S":"1"}},"OldImage":{"k":{"S":"1"}}}}],"#
                + #""NextShardIterator":"x"}"#,
            .changes(member: "Records")
        ),
        (#"{"Item":{"k":{"SS":["1"]}}}"#, .item(member: "Item")),
    ]

    @Test(arguments: whole)
    func `every truncation is refused`(text: String, shape: ReplyShape) throws {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let piece = Array(bytes[..<count])
            let decoder = ReplyDecoder(shape: shape, origin: .scan)
            let error = #expect(throws: AttributeError.self, "\(count)") {
                try decoder.decode(piece.span.bytes)
            }
            #expect((error?.byteOffset ?? .max) <= count)
        }
        let decoder = ReplyDecoder(shape: shape, origin: .scan)
        #expect(try decoder.decode(bytes.span.bytes).batch.records.count == 1)
    }

    /// A flipped bit either breaks the reply or leaves one whose text is JSON with other letters:
    /// DDBJSON, which shares no code with the scanner, must find it JSON too.
    @Test(arguments: whole)
    func `every bit flip is refused or still JSON`(text: String, shape: ReplyShape) throws {
        let bytes = Array(text.utf8)
        let decoder = ReplyDecoder(shape: shape, origin: .scan)
        var refused = 0
        for bit in 0..<8 * bytes.count {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            do throws(AttributeError) {
                let reply = try decoder.decode(damaged.span.bytes)
                #expect(throws: Never.self, "\(bit)") { try JSONValue.parse(damaged.span.bytes) }
                for record in reply.batch.records where record.newImage >= 0 {
                    _ = reply.batch.item(at: record.newImage)
                }
            } catch {
                refused += 1
                #expect(error.byteOffset <= bytes.count)
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func `the limits hold for each item`() throws {
        let item = #"{"k":{"S":"0123456789"}}"#
        let limits = DecodeLimits(recordBytesMax: item.utf8.count)
        let text = #"{"Items":[\#(item),\#(item)]}"#
        #expect(try reply(text, .items(member: "Items"), limits: limits).batch.records.count == 2)
        let tight = DecodeLimits(recordBytesMax: item.utf8.count - 1)
        let error = #expect(throws: AttributeError.self) {
            try self.reply(text, .items(member: "Items"), limits: tight)
        }
        #expect(error?.code == .size)
        #expect(error?.path == "Items[0]")
        let deep = #"{"Items":[{"a":{"M":{"b":{"L":[]}}}}]}"#
        #expect(throws: AttributeError.self) {
            try self.reply(
                deep, .items(member: "Items"), limits: DecodeLimits(depthMax: 1))
        }
        let members = (0..<300).map { "\"m\($0)\":0" }.joined(separator: ",")
        #expect(throws: AttributeError.self) {
            try self.reply("{\(members)}", .items(member: "Items"))
        }
        let nested = String(repeating: "[", count: 100_000)
        #expect(throws: AttributeError.self) {
            try self.reply("{\"x\":\(nested)", .items(member: "Items"))
        }
    }

    @Test func `random items come through a reply as through lines`() throws {
        var random = RandomItems(seed: 11)
        var lines = ""
        var items: [String] = []
        for _ in 0..<200 {
            let item = String(decoding: WireEncoder.encode(random.item()), as: UTF8.self)
            items.append(item)
            lines += item + "\n"
        }
        let reply = try reply(
            "{\"Items\":[" + items.joined(separator: ",") + "]}", .items(member: "Items"))
        let expected = try decode(lines, shape: .item).flatMap { batch in
            batch.records.map { describe($0.newImage, of: batch) }
        }
        #expect(images(reply) == expected)
        #expect(expected.count == 200)
    }
}

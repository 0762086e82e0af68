import DDBBase
import DDBJSON
import Testing

@Suite struct JSONMembersTests {
    private func members(_ text: String) throws -> JSONMembers {
        JSONMembers(try #require(try JSONValue.parse(text).object))
    }

    struct Pair: JSONReadable, JSONWritable {
        var name: String
        var count: Int?

        init(_ members: JSONMembers) throws(JSONMemberError) {
            name = try members.required("Name", members.string)
            count = try members.integer("Count")
        }

        func writeMembers(to writer: inout JSONWriter) {
            writer.member("Name", name)
            writer.member("Count", count)
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1.5E3", 1500), ("1500.00", 1500),
            ("1e2", 100), ("10E-1", 1), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("0e9", 0),
        ] as [(String, Int)])
    func `integers are read in every spelling`(text: String, value: Int) throws {
        #expect(try members("{\"a\":\(text)}").integer("a") == value)
    }

    @Test(arguments: [
        "1.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999",
        "\"1\"", "true", "[]", "{}",
    ])
    func `what is no integer is told`(text: String) throws {
        let members = try members("{\"a\":\(text)}")
        let error = #expect(throws: JSONMemberError.self) { try members.integer("a") }
        #expect(error?.path == "a")
        #expect(error?.problem.contains(text) == false)
    }

    @Test(
        arguments: [
            ("1479499740", 1_479_499_740_000_000), ("1479499740.0", 1_479_499_740_000_000),
            ("1.47949974E9", 1_479_499_740_000_000), ("1421866952.062", 1_421_866_952_062_000),
            ("1.0000009", 1_000_000), ("-1.5", -1_500_000), ("0", 0), ("1e-9", 0),
        ] as [(String, Int64)])
    func `times are seconds in every spelling`(text: String, micros: Int64) throws {
        #expect(
            try members("{\"a\":\(text)}").instant("a") == Instant(microseconds: micros))
    }

    @Test(arguments: ["\"2026-01-01\"", "1e30", "null5"].dropLast())
    func `what is no time is told`(text: String) throws {
        let members = try members("{\"a\":\(text)}")
        #expect(throws: JSONMemberError.self) { try members.instant("a") }
    }

    @Test func `absent and null are nil or empty`() throws {
        for text in ["{}", #"{"a":null}"#] {
            let members = try members(text)
            #expect(try members.string("a") == nil)
            #expect(try members.integer("a") == nil)
            #expect(try members.bool("a") == nil)
            #expect(try members.double("a") == nil)
            #expect(try members.bytes("a") == nil)
            #expect(try members.strings("a") == [])
            #expect(try members.texts("a") == [:])
            #expect(try members.structure("a") as Pair? == nil)
            #expect(try (members.structures("a") as [Pair]).isEmpty)
            #expect(try (members.map("a") as [String: Pair]).isEmpty)
            let error = #expect(throws: JSONMemberError.self) {
                try members.required("a", members.string)
            }
            #expect(error?.problem == "is missing")
        }
    }

    @Test func `paths lead to what is wrong`() throws {
        let members = try members(
            #"{"list":[{"Name":"a"},{"Name":7}],"map":{"x y":{"Count":1}},"#
                + #""lists":{"t":[{"Name":"a","Count":"b"}]},"texts":{"k":1},"strings":["a",1],"#
                + #""bytes":"%%","doubles":[1,"x"]}"#)
        func path(_ read: () throws -> Void) -> String? {
            #expect(throws: JSONMemberError.self) { try read() }?.path
        }
        #expect(path { _ = try members.structures("list") as [Pair] } == "list[1].Name")
        #expect(path { _ = try members.map("map") as [String: Pair] } == "map.x y.Name")
        #expect(
            path { _ = try members.lists("lists") as [String: [Pair]] } == "lists.t[0].Count")
        #expect(path { _ = try members.texts("texts") } == "texts.k")
        #expect(path { _ = try members.strings("strings") } == "strings[1]")
        #expect(path { _ = try members.bytes("bytes") } == "bytes")
        #expect(path { _ = try members.doubles("doubles") } == "doubles[1]")
    }

    @Test func `members without a value are left out`() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", nil as String?)
        writer.member("b", [] as [String])
        writer.member("c", [:] as [String: String])
        writer.member("d", nil as Bool?)
        writer.member("e", [] as [Pair])
        writer.member("f", ["z": "1", "y": "2"])
        writer.member("g", false)
        writer.member("h", [try Pair(members(#"{"Name":"é"}"#))])
        writer.member("i", base64: [0, 255])
        writer.endObject()
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == #"{"f":{"y":"2","z":"1"},"g":false,"h":[{"Name":"é"}],"i":"AP8="}"#)
    }

    @Test(
        arguments: [
            (0, "0"), (1_767_355_200_000_000, "1767355200"),
            (1_767_355_200_250_000, "1767355200.25"), (1, "0.000001"), (-1_500_000, "-1.5"),
            (-500_000, "-0.5"), (-1_000_000, "-1"),
        ] as [(Int64, String)])
    func `times are written exactly`(micros: Int64, text: String) throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", Instant(microseconds: micros))
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"a\":\(text)}")
        let read = try JSONMembers(#require(JSONValue.parse(writer.bytes.span.bytes).object))
        #expect(try read.instant("a") == Instant(microseconds: micros))
    }
}

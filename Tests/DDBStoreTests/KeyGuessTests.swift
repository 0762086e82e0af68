import DDBSchema
import DDBStore
import Testing

@Suite struct KeyGuessTests {
    /// The keys that a load finds in items by itself.
    func keys(_ lines: [String]) async throws -> [String] {
        let fixture = StoreFixture()
        let table = try await fixture.load(lines, keys: nil)
        return table.columns.keys.map(\.description)
    }

    func lines(_ fields: (Int) -> String) -> [String] {
        (0..<20).map { "{\(fields($0))}" }
    }

    @Test func `the usual pair of names comes first`() async throws {
        let lines = lines {
            #""id":{"S":"i\#($0)"},"PK":{"S":"p\#($0 / 3)"},"SK":{"N":"\#($0 % 3)"}"#
        }
        #expect(try await keys(lines) == ["PK", "SK"])
    }

    @Test func `one attribute called like an id that differs in all items is the key`() async throws
    {
        let lines = lines {
            #""order_id":{"S":"o\#($0)"},"paid":{"N":"\#($0)"},"name":{"S":"n\#($0)"}"#
        }
        #expect(try await keys(lines) == ["order_id"])
    }

    @Test func `a word that ends in the same letters is no id`() async throws {
        let lines = lines { #""paid":{"N":"\#($0)"},"account":{"S":"a\#($0)"}"# }
        #expect(try await keys(lines) == [])
    }

    @Test func `of two that are called like ids neither is taken`() async throws {
        let lines = lines { #""orderId":{"S":"o\#($0)"},"userId":{"S":"u\#($0)"}"# }
        #expect(try await keys(lines) == [])
    }

    @Test func `a guess that a later item does not fit is dropped`() async throws {
        let many = (0..<400).map { #"{"id":{"S":"i\#($0)"}}"# }
        let lines = many + [#"{"other":{"S":"x"}}"#]
        #expect(try await keys(lines) == [])
    }
}

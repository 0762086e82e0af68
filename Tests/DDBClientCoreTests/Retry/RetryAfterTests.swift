import DDBClientCore
import DDBHTTP
import Testing

@Suite struct RetryAfterTests {
    @Test(arguments: [
        ("0", 0 as Int64?), ("1500", 1500), ("999999999999999999", 999_999_999_999_999_999),
        ("", nil), ("-1", nil), ("+1", nil), ("1.5", nil), (" 1", nil), ("invalid", nil),
        ("1000000000000000000", nil), ("99999999999999999999999", nil), ("\u{0663}", nil),
    ])
    func `whole milliseconds are read and nothing else`(text: String, milliseconds: Int64?) {
        let headers: HeaderFields = ["X-AMZ-Retry-After": text]
        #expect(RetryAfter.parse(headers) == milliseconds.map { .milliseconds($0) })
    }

    @Test func `no header asks for nothing`() {
        #expect(RetryAfter.parse([:]) == nil)
    }
}

import DDBBase
import DDBClientCore
import Testing

@Suite struct HTTPDateTests {
    static let now = Instant(iso8601: "2026-11-21T00:00:00Z") ?? Instant(microseconds: 0)

    @Test(arguments: [
        // The three of RFC 9110 name one moment.
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
        ("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z"),
        ("Fri, 30 Jun 2017 23:59:60 GMT", "2017-06-30T23:59:59Z"),
        ("Saturday, 21-Nov-26 02:30:00 GMT", "2026-11-21T02:30:00Z"),
        ("Saturday, 21-Nov-76 02:30:00 GMT", "2076-11-21T02:30:00Z"),
        ("Saturday, 21-Nov-77 02:30:00 GMT", "1977-11-21T02:30:00Z"),
        ("Sat Nov 21 02:30:00 2026", "2026-11-21T02:30:00Z"),
    ])
    func `the form in use and the two obsolete ones are read`(text: String, moment: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == Instant(iso8601: moment))
    }

    @Test(arguments: [
        "", "GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06-Nov-+4 08:49:37 GMT", "Sun Nov 006 08:49:37 1994", "Sun Nov +6 08:49:37 1994",
        "1994-11-06T08:49:37Z", "0", "Sun, \u{0660}6 Nov 1994 08:49:37 GMT",
    ])
    func `anything else is refused`(text: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == nil)
    }

    @Test func `no beginning of a date is one`() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            for count in 0..<text.utf8.count {
                let part = String(text.prefix(count))
                #expect(HTTPDate.parse(part, now: Self.now) == nil, "\(part)")
            }
        }
    }
}

import DDBHTTP
import Testing

/// Expected texts by Python's `urllib.parse.quote(text, safe="-_.~")`.
@Suite struct PercentEncodingTests {
    @Test(
        arguments: [
            ("", ""), ("azAZ09-_.~", "azAZ09-_.~"), (" ", "%20"), ("+", "%2B"), ("/", "%2F"),
            ("%41", "%2541"), ("ሴ", "%E1%88%B4"), ("😀", "%F0%9F%98%80"), ("\n\u{7F}", "%0A%7F"),
            ("!*'();:@&=$,?#[]", "%21%2A%27%28%29%3B%3A%40%26%3D%24%2C%3F%23%5B%5D"),
        ])
    func `components are escaped as AWS wants`(text: String, escaped: String) {
        #expect(PercentEncoding.component(text) == escaped)
        #expect(String(decoding: PercentEncoding.decode(escaped.utf8), as: UTF8.self) == text)
    }

    @Test func `a path keeps its slashes`() {
        #expect(PercentEncoding.path("/a b//c%2F/") == "/a%20b//c%252F/")
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("a%2", "a%2"), ("%2f+", "/+")])
    func `escapes that are none stand for themselves`(text: String, decoded: String) {
        #expect(String(decoding: PercentEncoding.decode(text.utf8), as: UTF8.self) == decoded)
    }

    @Test func `every byte comes back`() {
        let all = (0...255).map { UInt8($0) }
        for keepingSlash in [false, true] {
            var text: [UInt8] = []
            PercentEncoding.append(all, keepingSlash: keepingSlash, to: &text)
            #expect(PercentEncoding.decode(text) == all)
        }
    }

    @Test func `queries are written and read`() {
        let items = [
            QueryItem("uploads", nil), QueryItem("a b", ""), QueryItem("a b", "c&d=e+f/ü"),
        ]
        let text = QueryItem.encode(items)
        #expect(text == "uploads&a%20b=&a%20b=c%26d%3De%2Bf%2F%C3%BC")
        #expect(QueryItem.decode(text) == items)
        #expect(
            QueryItem.decode("&&x&=y&z==") == [
                QueryItem("x", nil), QueryItem("", "y"), QueryItem("z", "="),
            ])
    }
}

import DDBXML
import Testing

@Suite struct XMLDocumentTests {
    struct Entry: Decodable, Equatable {
        var key: String
        var size: Int?
        var eTag: String?
    }

    struct Listing: Decodable, Equatable {
        var isTruncated: Bool
        var name: String?
        var contents: [Entry]?
    }

    private func decode(_ text: String, limits: XMLLimits = XMLLimits()) throws -> Listing {
        try XMLDocument.decode(
            Listing.self, from: Array(text.utf8), root: "Listing", limits: limits)
    }

    private func code(_ text: String, limits: XMLLimits = XMLLimits()) -> XMLError.Code? {
        do {
            _ = try decode(text, limits: limits)
            return nil
        } catch let error as XMLError {
            return error.code
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    @Test func `text keeps its white space and its references`() throws {
        let document = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Listing xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <!-- <Name> is not here -->
              <IsTruncated>true</IsTruncated>
              <Contents><Key> a&amp; &lt;b </Key><Size>12</Size><ETag>&quot;x&quot;</ETag></Contents>
              <Name/>
              <Contents>
                <Key>&#10;z&#xe9;\u{e9}</Key>
              </Contents>
              <Contents><Key><![CDATA[<c> ]]></Key></Contents>
            </Listing>

            """
        let expected = Listing(
            isTruncated: true, name: "",
            contents: [
                Entry(key: " a& <b ", size: 12, eTag: "\"x\""),
                Entry(key: "\nz\u{e9}\u{e9}"),
                Entry(key: "<c> "),
            ])
        #expect(try decode(document) == expected)
    }

    @Test func `one document after another takes no part of it`() throws {
        let document = "<Listing><IsTruncated>false</IsTruncated><Name>n</Name></Listing>"
        for end in document.indices {
            #expect(code(String(document[..<end])) != nil, "\(document[..<end])")
        }
        #expect(try decode(document) == Listing(isTruncated: false, name: "n"))
    }

    @Test(arguments: [
        ("<Error><IsTruncated>true</IsTruncated></Error>", XMLError.Code.otherRoot),
        ("<Listing></Listing>", .unexpected),
        ("<Listing><IsTruncated>perhaps</IsTruncated></Listing>", .unexpected),
        (
            "<Listing><IsTruncated>true</IsTruncated><Contents><Key>a</Key><Size>x</Size>"
                + "</Contents></Listing>", .unexpected
        ),
        ("<Listing><IsTruncated>true</IsTruncated></Listing><Listing/>", .refused),
        ("<Listing><IsTruncated>true</IsTruncated></Listing>more", .malformed),
        ("before<Listing><IsTruncated>true</IsTruncated></Listing>", .malformed),
        ("<!DOCTYPE Listing [<!ENTITY a \"true\">]><Listing/>", .refused),
        ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><Listing/>", .refused),
        ("<?xml version='1.0' encoding = 'utf-7' ?><Listing/>", .refused),
        ("<Listing><a></b></Listing>", .malformed), ("<Listing><a b=\"></Listing>", .malformed),
        ("<Listing><a <b></Listing>", .malformed), ("", .malformed), ("<", .malformed),
        ("</Listing>", .malformed), ("<>", .malformed), ("<Listing>\0</Listing>", .refused),
        ("<Listing><IsTruncated>&nothing;</IsTruncated></Listing>", .malformed),
    ])
    func `what is not the document asked for is refused`(text: String, expected: XMLError.Code) {
        #expect(code(text) == expected, "\(text)")
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        let bytes = Array("<Listing>".utf8) + [0xFF, 0xFE] + Array("</Listing>".utf8)
        #expect(throws: XMLError.self) { try XMLDocument.root(of: bytes) }
    }

    @Test(arguments: [33, 1000, 200_000])
    func `depth is bounded before anything recurses`(depth: Int) {
        let nested =
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        #expect(code(nested, limits: XMLLimits(elementCountMax: .max)) == .tooLarge)
    }

    @Test func `bytes and elements are bounded`() {
        let listing = "<Listing><IsTruncated>true</IsTruncated><Name/><Name/></Listing>"
        #expect(code(listing, limits: XMLLimits(elementCountMax: 4)) == nil)
        #expect(code(listing, limits: XMLLimits(elementCountMax: 3)) == .tooLarge)
        #expect(code(listing, limits: XMLLimits(byteCountMax: listing.utf8.count)) == nil)
        #expect(
            code(listing, limits: XMLLimits(byteCountMax: listing.utf8.count - 1)) == .tooLarge)
    }

    @Test func `messages say nothing of what a document holds`() {
        let secret = "AKIAVERYSECRET"
        for text in [
            "<Listing><IsTruncated>\(secret)</IsTruncated></Listing>", "<\(secret)/>",
            "<Listing><\(secret)></Listing>", "\(secret)<Listing/>",
        ] {
            do {
                _ = try decode(text)
                Issue.record("nothing was thrown for \(text)")
            } catch {
                #expect(!"\(error)".contains(secret))
            }
        }
    }

    @Test func `text is written so that it is read again`() throws {
        for text in ["", "a&b<c>d\"e'f", " \t\r\n", "caf\u{e9} \u{1F600}", "]]>", "&amp;"] {
            var document = "<Listing><IsTruncated>true</IsTruncated><Name>"
            #expect(XMLText.append(text, to: &document))
            #expect(try decode(document + "</Name></Listing>").name == text)
        }
        var document = "x"
        for text in ["\u{0}", "a\u{1}", "\u{FFFE}", "\u{FFFF}", "\u{1B}"] {
            #expect(!XMLText.append(text, to: &document))
        }
        #expect(document == "x")
    }
}

import DDBBase
import Foundation
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of RFC 4648 pass`(plain: String, text: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes.span.bytes) == text)
        #expect(Base64.decode(text) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg==Zg==", "=Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9_",
        "Zg==\n", "Zm9v=", "Zm=v",
    ])
    func `what is not padded base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `bytes of many lengths agree with Foundation`() {
        for count in 0..<200 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes.span.bytes) == text)
            #expect(Base64.decode(text) == bytes)
            for position in text.utf8.indices.enumerated().map(\.offset) where position % 7 == 0 {
                var damaged = Array(text.utf8)
                damaged[position] = UInt8(ascii: "*")
                #expect(Base64.decode(String(decoding: damaged, as: UTF8.self)) == nil)
            }
        }
    }

    @Test func `a refusal leaves what was there`() {
        var bytes: [UInt8] = [1, 2, 3]
        let text = Array("Zm9vZm9v*m9v".utf8)
        #expect(!Base64.decode(text.span.bytes, into: &bytes))
        #expect(bytes == [1, 2, 3])
    }
}

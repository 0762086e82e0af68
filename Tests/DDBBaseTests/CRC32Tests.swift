import DDBBase
import Testing

@Suite struct CRC32Tests {
    @Test(
        arguments: [
            ("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func `known checksums come out`(text: String, expected: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8).span.bytes) == expected)
    }

    @Test func `a checksum may be taken in pieces`() {
        let bytes = Array("The quick brown fox jumps over the lazy dog".utf8)
        for cut in 0...bytes.count {
            let head = CRC32.checksum(Array(bytes[..<cut]).span.bytes)
            let whole = CRC32.checksum(Array(bytes[cut...]).span.bytes, continuing: head)
            #expect(whole == 0x414F_A339, "cut at \(cut)")
        }
    }
}

import DDBBase
import DDBCompression
import Testing

@Suite struct FastCRC32Tests {
    @Test func `it equals the checksum of DDBBase at every length`() {
        let bytes = Samples.random(count: 600, alphabet: 256)
        for count in bytes.indices {
            let prefix = Array(bytes[..<count])
            let expected = CRC32.checksum(prefix.span.bytes)
            #expect(FastCRC32.checksum(prefix.span.bytes) == expected)
        }
    }

    @Test func `a checksum may be taken in pieces`() {
        let bytes = Array("123456789".utf8)
        for cut in 0...bytes.count {
            let head = FastCRC32.checksum(Array(bytes[..<cut]).span.bytes)
            let whole = FastCRC32.checksum(Array(bytes[cut...]).span.bytes, continuing: head)
            #expect(whole == 0xCBF4_3926, "cut at \(cut)")
        }
    }
}

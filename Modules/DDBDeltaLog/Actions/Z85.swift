/// Reads and writes Z85 (ZeroMQ RFC 32): four bytes as five characters.
enum Z85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Returns the bytes of a text, or nil where it is not of the form.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 5 == 0 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 5) {
            var word: UInt64 = 0
            for character in characters[start..<start + 5] {
                let value = values[Int(character)]
                guard value < 85 else { return nil }
                word = word * 85 + UInt64(value)
            }
            guard word <= UInt64(UInt32.max) else { return nil }
            for shift in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }

    /// Returns the text of bytes, with zeros added up to a multiple of four.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var word: UInt32 = 0
            for index in start..<start + 4 {
                word = word << 8 | UInt32(index < bytes.count ? bytes[index] : 0)
            }
            var group: [UInt8] = []
            for _ in 0..<5 {
                group.append(alphabet[Int(word % 85)])
                word /= 85
            }
            text += group.reversed()
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Shortens bounds of byte arrays without letting a value escape them.
enum BoundTruncation {
    /// A prefix, which is never greater than the value; text is cut between characters.
    static func lower(_ bound: [UInt8], byteCountMax: Int, isText: Bool) -> [UInt8] {
        guard bound.count > byteCountMax else { return bound }
        return Array(bound[..<cut(bound, byteCountMax, isText)])
    }

    /// A prefix made greater at its end, or nil where no prefix can be made greater.
    static func upper(_ bound: [UInt8], byteCountMax: Int, isText: Bool) -> [UInt8]? {
        guard bound.count > byteCountMax else { return bound }
        var prefix = Array(bound[..<cut(bound, byteCountMax, isText)])
        return isText ? incrementText(prefix) : increment(&prefix)
    }

    /// Where a prefix ends that is valid UTF-8 if the whole is.
    private static func cut(_ bound: [UInt8], _ byteCountMax: Int, _ isText: Bool) -> Int {
        var end = byteCountMax
        guard isText else { return end }
        while end > 0, bound[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func increment(_ prefix: inout [UInt8]) -> [UInt8]? {
        while let last = prefix.popLast() {
            if last < 0xFF { return prefix + [last + 1] }
        }
        return nil
    }

    /// Replaces the last character that has a greater one by the next.
    private static func incrementText(_ prefix: [UInt8]) -> [UInt8]? {
        guard let text = String(validating: prefix, as: UTF8.self) else {
            var bytes = prefix
            return increment(&bytes)
        }
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.popLast() {
            // The surrogates are no characters; after U+D7FF comes U+E000.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            if let greater = Unicode.Scalar(next) {
                scalars.append(greater)
                return scalars.flatMap { Array(String($0).utf8) }
            }
        }
        return nil
    }
}

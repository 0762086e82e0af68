/// Takes `NaN`, `Infinity` and `-Infinity` out of texts that are JSON otherwise, as Python and
/// JavaScript's libraries write them.
public enum NonFiniteJSON {
    private static let words: [[UInt8]] = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }

    /// Returns the text with `null`, or the word in quotes, in the place of each such word.
    ///
    /// - Returns: nil where there is none outside of strings.
    /// - Throws: ``JSONMapping/Failure`` where there is one and the rule says that it is an error.
    public static func replaced(
        _ text: RawSpan, _ rule: ValueRules.NonFinite
    ) throws(JSONMapping.Failure) -> [UInt8]? {
        var result: [UInt8] = []
        var isFound = false
        var isString = false
        var index = 0
        while index < text.byteCount {
            let byte = TextValue.byte(text, index)
            if isString {
                if byte == UInt8(ascii: "\\"), index + 1 < text.byteCount {
                    result.append(byte)
                    index += 1
                    result.append(TextValue.byte(text, index))
                    index += 1
                    continue
                }
                if byte == UInt8(ascii: "\"") { isString = false }
            } else if byte == UInt8(ascii: "\"") {
                isString = true
            } else if let word = word(text, at: index) {
                isFound = true
                index += word.count
                switch rule {
                case .null: result.append(contentsOf: "null".utf8)
                case .text: result += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
                case .error: throw JSONMapping.Failure(reason: ValueFault.nonFinite.reason)
                }
                continue
            }
            result.append(byte)
            index += 1
        }
        return isFound ? result : nil
    }

    private static func word(_ text: RawSpan, at index: Int) -> [UInt8]? {
        words.first { word in
            index + word.count <= text.byteCount
                && word.indices.allSatisfy { TextValue.byte(text, index + $0) == word[$0] }
        }
    }
}

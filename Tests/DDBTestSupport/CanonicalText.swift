import Foundation

/// Compares JSON texts by what they say: members in any order, escapes spelled in any way.
public enum CanonicalText {
    /// Returns the text with members sorted and without white space.
    public static func json(_ bytes: [UInt8]) throws -> String {
        let value = try JSONSerialization.jsonObject(
            with: Data(bytes), options: [.fragmentsAllowed])
        return try json(of: value)
    }

    /// Returns the text of what `JSONSerialization` read.
    public static func json(of value: Any) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: value,
            options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }
}

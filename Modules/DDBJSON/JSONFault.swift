/// A reason for failure that costs nothing to throw; ``JSONError`` is made of it at the edge.
enum JSONFault: Error {
    case endOfInput, expectedValue, expectedName, expectedColon, expectedSeparator
    case trailingBytes, invalidUTF8, controlCharacter, escape, surrogate, number, duplicateName
    case depth, byteCount, valueCount

    var kind: JSONError.Code.Kind {
        switch self {
        case .endOfInput: .endOfInput
        case .expectedValue, .expectedName, .expectedColon, .expectedSeparator: .syntax
        case .trailingBytes: .trailingBytes
        case .invalidUTF8, .controlCharacter, .escape, .surrogate: .text
        case .number: .number
        case .duplicateName: .duplicateName
        case .depth, .byteCount, .valueCount: .limit
        }
    }

    var sentence: String {
        switch self {
        case .endOfInput: "The JSON text ends inside a value"
        case .expectedValue: "The JSON text lacks a value"
        case .expectedName: "The JSON text lacks a member name in quotes"
        case .expectedColon: "The JSON text lacks a colon after a member name"
        case .expectedSeparator: "The JSON text lacks a comma or a closing bracket"
        case .trailingBytes: "The JSON text goes on after its value"
        case .invalidUTF8: "The JSON text is not UTF-8"
        case .controlCharacter: "The JSON text has a control character in a string"
        case .escape: "The JSON text has an unknown escape in a string"
        case .surrogate: "The JSON text has half a surrogate pair in a string"
        case .number: "The JSON text has a malformed number"
        case .duplicateName: "The JSON text names a member of an object twice"
        case .depth: "The JSON text nests deeper than the limit"
        case .byteCount: "The JSON text is larger than the limit"
        case .valueCount: "The JSON text has more values than the limit"
        }
    }
}

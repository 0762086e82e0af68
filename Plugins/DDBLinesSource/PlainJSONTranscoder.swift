import DDBJSON

/// Turns a line of plain JSON into a line of DynamoDB JSON.
///
/// Texts and numbers are copied as they stand, so no digit and no escape changes. Only structure is
/// checked here; the decoder that reads the result checks the rest.
struct PlainJSONTranscoder {
    private let limits: JSONLimits

    init(lineByteCountMax: Int, depthMax: Int) {
        limits = JSONLimits(byteCountMax: lineByteCountMax, depthMax: depthMax)
    }

    /// Appends the item of a line's object.
    ///
    /// - Throws: ``DDBJSON/JSONError`` with the byte offset in the line; what was appended before is
    ///   left to the caller.
    func append(line: RawSpan, to wire: inout [UInt8]) throws(JSONError) -> Outcome {
        var scanner = JSONScanner(line, limits: limits)
        guard let first = try scanner.next(), first.kind == .objectStart else {
            return .notAnObject
        }
        wire.append(UInt8(ascii: "{"))
        /// Whether each open container is a map; the item itself is not counted.
        var containers: [Bool] = []
        var needsComma = false
        while let token = try scanner.next() {
            switch token.kind {
            case .objectEnd, .arrayEnd:
                guard containers.popLast() != nil else {
                    wire.append(UInt8(ascii: "}"))
                    continue
                }
                wire.append(token.kind == .objectEnd ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                wire.append(UInt8(ascii: "}"))
                needsComma = true
                continue
            case .name, .objectStart, .arrayStart, .string, .number, .true, .false, .null:
                break
            }
            if needsComma { wire.append(UInt8(ascii: ",")) }
            needsComma = false
            switch token.kind {
            case .name:
                append(line, token.offset - 1..<token.range.upperBound + 1, to: &wire)
                wire.append(UInt8(ascii: ":"))
            case .objectStart:
                wire.append(contentsOf: Self.map)
                containers.append(true)
            case .arrayStart:
                wire.append(contentsOf: Self.list)
                containers.append(false)
            case .string, .number, .true, .false, .null, .objectEnd, .arrayEnd:
                appendScalar(line, token, to: &wire)
                needsComma = true
            }
        }
        return .item
    }

    enum Outcome {
        case item, notAnObject
    }

    private func appendScalar(_ line: RawSpan, _ token: JSONToken, to wire: inout [UInt8]) {
        switch token.kind {
        case .string:
            wire.append(contentsOf: Self.string)
            append(line, token.range, to: &wire)
            wire.append(contentsOf: Self.textEnd)
        case .number:
            wire.append(contentsOf: Self.number)
            append(line, token.range, to: &wire)
            wire.append(contentsOf: Self.textEnd)
        case .true: wire.append(contentsOf: Self.yes)
        case .false: wire.append(contentsOf: Self.no)
        case .null: wire.append(contentsOf: Self.null)
        case .objectStart, .objectEnd, .arrayStart, .arrayEnd, .name: break
        }
    }

    private func append(_ line: RawSpan, _ range: Range<Int>, to wire: inout [UInt8]) {
        line.extracting(range).withUnsafeBytes { wire.append(contentsOf: $0) }
    }

    private static let map = Array(#"{"M":{"#.utf8)
    private static let list = Array(#"{"L":["#.utf8)
    private static let string = Array(#"{"S":""#.utf8)
    private static let number = Array(#"{"N":""#.utf8)
    private static let textEnd = Array(#""}"#.utf8)
    private static let yes = Array(#"{"BOOL":true}"#.utf8)
    private static let no = Array(#"{"BOOL":false}"#.utf8)
    private static let null = Array(#"{"NULL":true}"#.utf8)
}

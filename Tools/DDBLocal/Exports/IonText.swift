import DDBAttributes
import DDBBase

/// Writes items as the Ion text of exports, in the spelling of AWS's own writer for Ion.
///
/// ```
/// Item{a: N 600, b: SS x} = {a:6d2,b:$dynamodb_SS::["x"]}
/// ```
/// See https://amazon-ion.github.io/ion-docs/docs/spec.html.
enum IonText {
    /// Appends an item, or a map in one; items have 32 levels at most.
    static func append(_ item: Item, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        for (index, name) in item.names.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(name: name, to: &text)
            text.append(UInt8(ascii: ":"))
            append(item.values[index], to: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func append(_ value: AttributeValue, to text: inout [UInt8]) {
        switch value {
        case .string(let string): append(string: string, to: &text)
        case .number(let number): append(number, to: &text)
        case .binary(let bytes): append(blob: bytes, to: &text)
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .null: text.append(contentsOf: "null".utf8)
        case .map(let item): append(item, to: &text)
        case .list(let values): list(values, to: &text) { append($0, to: &$1) }
        case .stringSet(let members):
            text.append(contentsOf: "$dynamodb_SS::".utf8)
            list(members, to: &text) { append(string: $0, to: &$1) }
        case .numberSet(let members):
            text.append(contentsOf: "$dynamodb_NS::".utf8)
            list(members, to: &text) { append($0, to: &$1) }
        case .binarySet(let members):
            text.append(contentsOf: "$dynamodb_BS::".utf8)
            list(members, to: &text) { append(blob: $0, to: &$1) }
        }
    }

    private static func list<Element>(
        _ elements: [Element], to text: inout [UInt8], _ body: (Element, inout [UInt8]) -> Void
    ) {
        text.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            body(element, &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    private static func append(blob bytes: [UInt8], to text: inout [UInt8]) {
        text.append(contentsOf: "{{".utf8)
        Base64.encode(bytes.span.bytes, into: &text)
        text.append(contentsOf: "}}".utf8)
    }

    /// Appends a decimal: `103.`, `6d2`, `-7.5`, `0.0012`, and `12d-9` where the point would stand
    /// more than six places before the digits.
    static func append(_ number: DecimalNumber, to text: inout [UInt8]) {
        let digits = Array(String(number.mantissa.magnitude).utf8)
        if number.mantissa < 0 { text.append(UInt8(ascii: "-")) }
        let whole = digits.count + number.exponent
        if number.exponent == 0 {
            text.append(contentsOf: digits)
            text.append(UInt8(ascii: "."))
        } else if number.exponent > 0 || whole < -5 {
            text.append(contentsOf: digits)
            text.append(contentsOf: "d\(number.exponent)".utf8)
        } else if whole > 0 {
            text.append(contentsOf: digits[..<whole])
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: digits[whole...])
        } else {
            text.append(contentsOf: "0.".utf8)
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -whole))
            text.append(contentsOf: digits)
        }
    }

    /// Appends the name of a field: bare where it is an identifier, else in single quotes.
    private static func append(name: String, to text: inout [UInt8]) {
        if isIdentifier(name) {
            text.append(contentsOf: name.utf8)
            return
        }
        text.append(UInt8(ascii: "'"))
        escape(name, quote: "'", to: &text)
        text.append(UInt8(ascii: "'"))
    }

    private static func append(string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        escape(string, quote: "\"", to: &text)
        text.append(UInt8(ascii: "\""))
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first),
            !["null", "true", "false", "nan"].contains(name)
        else { return false }
        // `$7` would be the seventh symbol of a table.
        let rest = name.utf8.dropFirst()
        if first == UInt8(ascii: "$"), !rest.isEmpty, rest.allSatisfy({ isDigit($0) }) {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"), UInt8(ascii: "$"):
                true
            default: isDigit(byte)
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Appends text with what must not stand in it escaped: the quote, the backslash and controls.
    private static func escape(
        _ plain: String, quote: Unicode.Scalar, to text: inout [UInt8]
    ) {
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "\u{0}": text.append(contentsOf: #"\0"#.utf8)
            case "\u{7}": text.append(contentsOf: #"\a"#.utf8)
            case "\u{8}": text.append(contentsOf: #"\b"#.utf8)
            case "\t": text.append(contentsOf: #"\t"#.utf8)
            case "\n": text.append(contentsOf: #"\n"#.utf8)
            case "\u{B}": text.append(contentsOf: #"\v"#.utf8)
            case "\u{C}": text.append(contentsOf: #"\f"#.utf8)
            case "\r": text.append(contentsOf: #"\r"#.utf8)
            case "\\": text.append(contentsOf: #"\\"#.utf8)
            case quote:
                text.append(UInt8(ascii: "\\"))
                text.append(contentsOf: String(quote).utf8)
            case "\u{1}"..<" ", "\u{7F}"..."\u{9F}":
                text.append(contentsOf: #"\x"#.utf8)
                text.append(contentsOf: Hex.encode([UInt8(scalar.value)]).utf8)
            default:
                text.append(contentsOf: String(scalar).utf8)
            }
        }
    }
}

import DDBAttributes
import DDBBase
import DDBConfiguration

/// Reads the entries of a map's text.
struct MapScanner {
    enum Entry {
        case rule(ColumnMap.Rule)
        case drop(String)
        case others(kept: Bool)
    }

    /// A name or constant, and whether quotes stood around it.
    private struct Word {
        enum Quotes { case none, single, double }
        var text: String
        var quotes: Quotes
    }

    private let text: [Character]
    private var index = 0

    init(_ text: String) {
        self.text = Array(text)
    }

    /// Whether an entry comes, after a comma where one is due.
    mutating func hasEntry(afterComma: Bool) throws(ColumnMapError) -> Bool {
        skipSpace()
        guard afterComma else { return index < text.count }
        guard index < text.count else { return false }
        guard take(",") else { throw fail("Expected a comma between entries") }
        skipSpace()
        return index < text.count
    }

    mutating func entry() throws(ColumnMapError) -> Entry {
        if take("*") { return .others(kept: true) }
        if take("-") {
            if take("*") { return .others(kept: false) }
            return .drop(try name("a column's name after '-'"))
        }
        let first = try name("an attribute's or column's name")
        skipSpace()
        guard take("=") else {
            return .rule(.init(first, .column(first, try typeIfGiven())))
        }
        return .rule(.init(first, try origin(of: first)))
    }

    /// Reads the type of a cell of a typed header, `price:N`, and what is before it.
    static func header(_ text: String) -> (name: String, type: AttributeType)? {
        // A colon may be a delimiter, so that the last is not always the one before the type.
        var name = text[...]
        for _ in 0..<headerColonCountMax {
            guard let colon = name.lastIndex(of: ":"), colon > text.startIndex else { return nil }
            if let type = type(text[colon...]) { return (String(text[..<colon]), type) }
            name = text[..<colon]
        }
        return nil
    }

    /// How many colons, from the last one on, may be the one before a type.
    private static var headerColonCountMax: Int { 4 }

    /// The type that a text is, with the colon before it.
    private static func type(_ text: Substring) -> AttributeType? {
        var scanner = MapScanner(String(text))
        do throws(ColumnMapError) {
            guard let type = try scanner.typeIfGiven(), scanner.index == scanner.text.count else {
                return nil
            }
            return type
        } catch {
            return nil
        }
    }

    private mutating func origin(of attribute: String) throws(ColumnMapError) -> ColumnMap.Origin {
        skipSpace()
        let start = index
        let word = try word("a column, a constant or ttl(...) for '\(attribute)'")
        if word.quotes == .single { return .constant(Self.wire(.string(word.text))) }
        if word.quotes == .none {
            if word.text == "ttl", take("(") { return try expiry(of: attribute) }
            switch word.text {
            case "true": return .constant(Self.wire(.bool(true)))
            case "false": return .constant(Self.wire(.bool(false)))
            case "null": return .constant(Self.wire(.null))
            case _:
                if let number = try number(from: start) { return .constant(number) }
            }
        }
        return .column(word.text, try typeIfGiven())
    }

    /// Reads a number that begins at a place, signs and all; nil where none does.
    private mutating func number(from start: Int) throws(ColumnMapError) -> [UInt8]? {
        guard let first = text[start...].first,
            first.isASCII, first.isNumber || first == "-" || first == "+" || first == "."
        else { return nil }
        var end = start
        while end < text.count, text[end] != ",", text[end] != ":", !text[end].isWhitespace {
            end += 1
        }
        do throws(AttributeError) {
            let number = try DecimalNumber(String(text[start..<end]))
            index = end
            return Self.wire(.number(number))
        } catch {
            throw fail("A constant is no number of DynamoDB; columns with such names need quotes")
        }
    }

    private mutating func expiry(of attribute: String) throws(ColumnMapError) -> ColumnMap.Origin {
        let first = try word("a span such as 30d, or a column's name")
        var column: String?
        var span = first
        skipSpace()
        if take("+") {
            column = first.text
            span = try word("a span such as 30d after '+'")
        }
        guard span.quotes == .none, let after = DurationText.parse(span.text) else {
            throw fail("'\(attribute)' needs a span such as 30d or 1h30m in ttl(...)")
        }
        skipSpace()
        guard take(")") else { throw fail("ttl(...) lacks its closing bracket") }
        return .expiry(column: column, after: after)
    }

    private mutating func typeIfGiven() throws(ColumnMapError) -> AttributeType? {
        skipSpace()
        guard take(":") else { return nil }
        let type = try word("a type after ':'").text
        var arguments: [String] = []
        if take("(") {
            repeat {
                arguments.append(try argument(isFirst: arguments.isEmpty))
                skipSpace()
            } while take(",")
            guard take(")") else { throw fail("A type lacks its closing bracket") }
        }
        guard AttributeType.words.contains(type) else {
            throw fail("There is no type '\(type)'" + Self.hint(type))
        }
        guard let found = AttributeType(word: type, arguments: arguments) else {
            throw fail("The type \(type) does not take what stands in its brackets")
        }
        return found
    }

    private static func hint(_ type: String) -> String {
        let hint = NearestName.hint(type, in: AttributeType.words)
        return String(hint.last == "." || hint.last == "?" ? hint.dropLast() : hint[...])
    }

    /// Reads what stands in a type's brackets: a word, a quoted text, or marks; a comma that begins
    /// there is a mark itself.
    private mutating func argument(isFirst: Bool) throws(ColumnMapError) -> String {
        skipSpace()
        if isFirst, take(",") { return "," }
        if let mark = peek(), mark != "'", mark != "\"", mark != ")", mark != ",",
            !mark.isLetter, !mark.isNumber
        {
            var marks = ""
            while let mark = peek(), mark != ")", mark != "," {
                marks.append(mark)
                index += 1
            }
            return marks
        }
        return try word("what stands in a type's brackets").text
    }

    private mutating func name(_ what: String) throws(ColumnMapError) -> String {
        let word = try word(what)
        guard word.quotes != .single else {
            throw fail("Expected \(what); single quotes are for constants")
        }
        return word.text
    }

    private mutating func word(_ what: String) throws(ColumnMapError) -> Word {
        skipSpace()
        if take("'") { return Word(text: try quoted("'"), quotes: .single) }
        if take("\"") { return Word(text: try quoted("\""), quotes: .double) }
        let start = index
        while let mark = peek(), !",:=+()'\"".contains(mark) { index += 1 }
        var end = index
        while end > start, text[end - 1].isWhitespace { end -= 1 }
        guard end > start else { throw fail("Expected \(what)") }
        return Word(text: String(text[start..<end]), quotes: .none)
    }

    private mutating func quoted(_ quote: Character) throws(ColumnMapError) -> String {
        var result = ""
        while let mark = peek() {
            index += 1
            guard mark == quote else {
                result.append(mark)
                continue
            }
            guard take(quote) else { return result }
            result.append(quote)
        }
        throw fail("A quotation does not end")
    }

    private func peek() -> Character? { index < text.count ? text[index] : nil }

    private mutating func take(_ mark: Character) -> Bool {
        guard peek() == mark else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let mark = peek(), mark.isWhitespace { index += 1 }
    }

    private func fail(_ what: String) -> ColumnMapError {
        ColumnMapError("\(what), at character \(index + 1) of the map.")
    }

    private static func wire(_ value: AttributeValue) -> [UInt8] {
        var wire: [UInt8] = []
        WireEncoder.append(value, to: &wire)
        return wire
    }
}

/// Says which attributes the columns of a file become: names, types, constants, times of expiry.
///
/// ```swift
/// let map = try ColumnMap("id:S, at=created_at, tags:SS(|), expires=ttl(30d), -internal")
/// ```
///
/// The grammar:
///
/// ```
/// map      = entry { "," entry }
/// entry    = column [":" type]                          the column, under its own name
///          | attribute "=" column [":" type]            the column, renamed
///          | attribute "=" constant                     the same for every item
///          | attribute "=" "ttl(" [column "+"] span ")" now, or a column's time, and a span later
///          | "-" column                                 the column is left out
///          | "*" | "-*"                                 other columns are kept, or not
/// type     = ("S"|"N"|"BOOL"|"M"|"JSON")
///          | "B" ["(" bytes ")"]
///          | ("L"|"SS"|"NS") ["(" delimiter ")"]
///          | "BS" ["(" delimiter ["," bytes] ")"]
/// bytes    = "base64" | "hex" | "text"
/// constant = "'" text "'" | number | "true" | "false" | "null"
/// ```
///
/// Names that hold one of `,:=+()'"*` or a space at an end stand in double quotes, with quotes
/// inside doubled. So do delimiters, in single or double quotes, unless they are marks alone or one
/// comma. Others are kept unless it is said.
public struct ColumnMap: Sendable, Hashable {
    /// One attribute and what it is made of.
    public struct Rule: Sendable, Hashable {
        /// The attribute's name.
        public var attribute: String
        /// What it is made of.
        public var origin: Origin

        /// Creates a rule.
        public init(_ attribute: String, _ origin: Origin) {
            self.attribute = attribute
            self.origin = origin
        }
    }

    /// What an attribute is made of.
    public enum Origin: Sendable, Hashable {
        /// A column; as the file types it where no type is given.
        case column(String, AttributeType?)
        /// A value, as DynamoDB JSON.
        case constant([UInt8])
        /// Seconds since 1970: those of a column's time, or of now, and a span later.
        case expiry(column: String?, after: Duration)
    }

    /// The most entries of a map.
    public static let ruleCountMax = 10_000

    /// The rules in the order in which they were written.
    public private(set) var rules: [Rule] = []
    /// The columns that are left out.
    public private(set) var dropped: Set<String> = []
    /// Whether columns that the map does not name become attributes.
    public private(set) var keepsOthers = true

    /// Creates a map that keeps every column.
    public init() {}

    /// Reads a map.
    ///
    /// - Throws: ``ColumnMapError`` where the text is none, or makes an attribute twice.
    public init(_ text: String) throws(ColumnMapError) {
        self.init()
        try add(text)
    }

    /// Adds the entries of another text.
    ///
    /// - Throws: ``ColumnMapError`` as ``init(_:)``.
    public mutating func add(_ text: String) throws(ColumnMapError) {
        var scanner = MapScanner(text)
        while try scanner.hasEntry(afterComma: false) {
            repeat {
                switch try scanner.entry() {
                case .rule(let rule): try add(rule)
                case .drop(let column): dropped.insert(column)
                case .others(let kept): keepsOthers = kept
                }
                guard rules.count <= Self.ruleCountMax else {
                    throw ColumnMapError("A map has at most \(Self.ruleCountMax) entries.")
                }
            } while try scanner.hasEntry(afterComma: true)
        }
    }

    /// Adds a rule.
    ///
    /// - Throws: ``ColumnMapError`` where another rule makes the attribute.
    public mutating func add(_ rule: Rule) throws(ColumnMapError) {
        guard !rules.contains(where: { $0.attribute == rule.attribute }) else {
            throw ColumnMapError("The map makes the attribute '\(rule.attribute)' twice.")
        }
        rules.append(rule)
    }

    /// The columns that rules turn into attributes of their own.
    var usedColumns: Set<String> {
        Set(
            rules.compactMap { rule in
                if case .column(let name, _) = rule.origin { name } else { nil }
            })
    }
}

/// Says what is wrong with a map of columns.
public struct ColumnMapError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to write; it names columns, never values.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

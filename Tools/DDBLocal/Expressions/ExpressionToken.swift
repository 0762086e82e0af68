/// A token of an expression: what it is, and the bytes that it stands in.
struct ExpressionToken: Sendable {
    enum Kind: Sendable, Hashable {
        /// A name that is no keyword.
        case name
        /// `#` with a name.
        case namePlaceholder
        /// `:` with a name.
        case valuePlaceholder
        /// Digits.
        case integer
        case keyword(ExpressionKeyword)
        case comparator(Comparator)
        case open
        case close
        case openBracket
        case closeBracket
        case comma
        case dot
        case plus
        case minus
        /// A character that no expression has.
        case unknown
        /// The end of the text.
        case end
    }

    let kind: Kind
    let range: Range<Int>
}

/// The words that expressions are built with, in any case.
enum ExpressionKeyword: String, Sendable {
    case and = "AND"
    case or = "OR"
    case not = "NOT"
    case between = "BETWEEN"
    case membership = "IN"
    case set = "SET"
    case remove = "REMOVE"
    case add = "ADD"
    case delete = "DELETE"
}

/// The operators that compare two operands.
enum Comparator: String, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// The operator that says the same with its operands exchanged.
    var mirrored: Comparator {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

import DDBAttributes
import DDBLocal
import Testing

@Suite struct ConditionErrorTests {
    /// An expression, what DynamoDB says of it after `Invalid ConditionExpression: `, and values.
    static let cases: [(text: String, problem: String)] = [
        ("", "The expression can not be empty;"),
        ("a", #"Syntax error; token: "<EOF>", near: "a""#),
        ("a = ", #"Syntax error; token: "<EOF>", near: "= ""#),
        ("a b = :s", #"Syntax error; token: "b", near: "a b =""#),
        ("a = :s b", #"Syntax error; token: "b", near: ":s b""#),
        ("a-b = :s", #"Syntax error; token: "-", near: "a-b""#),
        ("_a = :s", #"Syntax error; token: "_", near: "_a""#),
        ("a..b = :s", #"Syntax error; token: ".", near: "..b""#),
        ("a[b] = :s", #"Syntax error; token: "b", near: "[b]""#),
        ("a[0 = :s", #"Syntax error; token: "=", near: "0 = :s""#),
        ("a[01] = :s", #"Syntax error; token: "1", near: "01]""#),
        ("a.0 = :s", #"Syntax error; token: "0", near: ".0 =""#),
        ("a = ü", #"Syntax error; token: "ü", near: "= ü""#),
        ("# = :s", ##"Syntax error; token: "#", near: "# =""##),
        ("a = 'x'", #"Syntax error; token: "'", near: "= 'x""#),
        ("a == :s", #"Syntax error; token: "=", near: "== :s""#),
        ("a = :s AND", #"Syntax error; token: "<EOF>", near: "AND""#),
        ("a = :s AND b", #"Syntax error; token: "<EOF>", near: "b""#),
        ("a OR a = :s", #"Syntax error; token: "OR", near: "a OR a""#),
        ("a BETWEEN :s", #"Syntax error; token: "<EOF>", near: ":s""#),
        ("a IN :s", #"Syntax error; token: ":s", near: "IN :s""#),
        ("a IN ()", #"Syntax error; token: ")", near: "()""#),
        ("NOT a", #"Syntax error; token: "<EOF>", near: "a""#),
        ("(a = :s) = :s", #"Syntax error; token: "=", near: ") = :s""#),
        ("attribute_exists(", #"Syntax error; token: "<EOF>", near: "(""#),
        ("attribute_exists()", #"Syntax error; token: ")", near: "()""#),
        ("(a = :s", #"Syntax error; token: "<EOF>", near: ":s""#),
        ("((a = :s))", "The expression has redundant parentheses;"),
        ("((a)) = :s", "The expression has redundant parentheses;"),
        ("((a = :s)) nonsense", "The expression has redundant parentheses;"),
        ("name = :s", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("a.Status = :s", "Attribute name is a reserved keyword; reserved keyword: Status"),
        (
            "a[2147483648] = :s",
            "List index is not within the allowable range; index: [2147483648]"
        ),
        ("f(a) = :s", "Invalid function name; function: f"),
        ("Attribute_exists(a)", "Invalid function name; function: Attribute_exists"),
        (
            "if_not_exists(a, :s) = :s",
            "The function is not allowed in a condition expression; function: if_not_exists"
        ),
        (
            "size(a)",
            "The function is not allowed to be used this way in an expression; function: size"
        ),
        (
            "attribute_exists(a) = :s",
            "The function is not allowed to be used this way in an expression; "
                + "function: attribute_exists"
        ),
        (
            "attribute_exists(a, b)",
            "Incorrect number of operands for operator or function; "
                + "operator or function: attribute_exists, number of operands: 2"
        ),
        (
            "#none = :s",
            "An expression attribute name used in the document path is not defined; "
                + "attribute name: #none"
        ),
        (
            "a = :none",
            "An expression attribute value used in expression is not defined; "
                + "attribute value: :none"
        ),
        (
            "a = a",
            "The first operand must be distinct from the remaining operands for this operator or "
                + "function; operator: =, first operand: [a]"
        ),
        (
            "contains(a.b[1], a.b[1])",
            "The first operand must be distinct from the remaining operands for this operator or "
                + "function; operator: contains, first operand: [a, b, [1]]"
        ),
        (
            "a < :l",
            "Incorrect operand type for operator or function; operator or function: <, "
                + "operand type: L"
        ),
        (
            ":t >= a",
            "Incorrect operand type for operator or function; operator or function: >=, "
                + "operand type: BOOL"
        ),
        (
            "a BETWEEN :l AND :s",
            "Incorrect operand type for operator or function; operator or function: BETWEEN, "
                + "operand type: L"
        ),
        (
            "a BETWEEN :n AND :s",
            "The BETWEEN operator requires same data type for lower and upper bounds; "
                + "lower bound operand: AttributeValue: {N:7}, "
                + "upper bound operand: AttributeValue: {S:text}"
        ),
        (
            "a BETWEEN :s AND :s2",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower "
                + "bound; lower bound operand: AttributeValue: {S:text}, "
                + "upper bound operand: AttributeValue: {S:a}"
        ),
        (
            "attribute_exists(:s)",
            "Operator or function requires a document path; "
                + "operator or function: attribute_exists"
        ),
        (
            "begins_with(a, :n)",
            "Incorrect operand type for operator or function; "
                + "operator or function: begins_with, operand type: N"
        ),
        (
            "attribute_type(a, :s)",
            "Invalid attribute type name found; type: text, "
                + "valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
        ),
        (
            "attribute_type(a, b)",
            "Incorrect operand type for operator or function; "
                + "operator or function: attribute_type, "
                + "operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
        ),
        (
            "size(:n) = :n",
            "Incorrect operand type for operator or function; operator or function: size, "
                + "operand type: N"
        ),
        (
            "a IN (" + (0..<101).map { "m\($0)" }.joined(separator: ",") + ")",
            "The IN operator is provided with too many operands; number of operands: 101"
        ),
        (
            "a" + String(repeating: ".b", count: 32) + " = :s",
            "The document path has too many nesting levels; nesting levels: 33"
        ),
        (
            "a=b" + String(repeating: " or a=b", count: 150),
            "The expression contains too many operators; operator count: 301"
        ),
        (
            String(repeating: "not ", count: 1000) + "a < b",
            "The expression contains too many operators; operator count: 301"
        ),
        (
            "a = :s" + String(repeating: " ", count: 4091),
            "Expression size has exceeded the maximum allowed size; expression size: 4097"
        ),
        // What comes first in the text is told first, and reserved words before placeholders.
        (
            "#none = name",
            "Attribute name is a reserved keyword; reserved keyword: name"
        ),
        ("size(name) = f(a)", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("f(name) = :s", "Invalid function name; function: f"),
    ]

    @Test(arguments: cases.indices)
    func `a condition is refused in DynamoDB's words`(_ index: Int) throws {
        let (text, problem) = Self.cases[index]
        let values = #"""
            {":s":{"S":"text"},":s2":{"S":"a"},":n":{"N":"7.0"},":l":{"L":[]},":t":{"BOOL":true}}
            """#
        var inputs = try ExpressionSamples.inputs(values)
        let message = try ExpressionSamples.message {
            _ = try ConditionExpression(parsing: text, inputs: &inputs)
        }
        #expect(message == "Invalid ConditionExpression: " + problem)
        let filterMessage = try ExpressionSamples.message {
            _ = try FilterExpression(parsing: text, inputs: &inputs)
        }
        #expect(filterMessage == "Invalid FilterExpression: " + problem)
    }

    @Test func `there are 573 reserved words, in any case`() {
        #expect(ReservedWords.words.count == 573)
        #expect(ReservedWords.contains("Zone"))
        #expect(ReservedWords.contains("abort"))
        #expect(!ReservedWords.contains("pk"))
    }

    @Test func `keys are scalars, and a query's filter does without them`() throws {
        var inputs = try ExpressionSamples.inputs(#"{":v":{"N":"5"}}"#)
        let filter = try FilterExpression(parsing: "a.b = :v AND pk = :v", inputs: &inputs)
        #expect(
            try ExpressionSamples.message { try filter.checkNames(noneOf: ["sk", "pk"]) }
                == "Filter Expression can only contain non-primary key attributes: "
                + "Primary key attribute: pk")
        try filter.checkNames(noneOf: ["sk"])
        try filter.checkKeys(["pk"])
        #expect(
            try ExpressionSamples.message { try filter.checkKeys(["pk", "a"]) }
                == "Key attributes must be scalars; list random access '[]' and map lookup '.' "
                + "are not allowed: Key: a")
    }
}

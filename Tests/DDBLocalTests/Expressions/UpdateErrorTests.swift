import DDBAttributes
import DDBLocal
import Testing

@Suite struct UpdateErrorTests {
    static let values = #"""
        {":s":{"S":"text"},":n":{"N":"1"},":l":{"L":[]},":ss":{"SS":["a"]},":m":{"M":{}},
        ":b":{"BOOL":true}}
        """#

    /// An expression, and what DynamoDB says of it after `Invalid UpdateExpression: `.
    static let cases: [(text: String, problem: String)] = [
        ("", "The expression can not be empty;"),
        ("SET", #"Syntax error; token: "<EOF>", near: "SET""#),
        ("SET a", #"Syntax error; token: "<EOF>", near: "a""#),
        ("SET a = :s,", #"Syntax error; token: "<EOF>", near: ",""#),
        ("HELLO a = :s", #"Syntax error; token: "HELLO", near: "HELLO a""#),
        ("SET _123 = :s", #"Syntax error; token: "_", near: "SET _123""#),
        ("SET 1 = :s", #"Syntax error; token: "1", near: "SET 1 =""#),
        ("SET a = :n + :n + :n", #"Syntax error; token: "+", near: ":n + :n""#),
        ("SET a = (:n + :n) + :n", #"Syntax error; token: "+", near: ") + :n""#),
        ("SET a = f(:n + :n)", #"Syntax error; token: "+", near: ":n + :n""#),
        ("ADD a = :n", #"Syntax error; token: "=", near: "a = :n""#),
        ("ADD a b", #"Syntax error; token: "b", near: "a b""#),
        ("SET a = :s b", #"Syntax error; token: "b", near: ":s b""#),
        ("SET a = ((:n))", "The expression has redundant parentheses;"),
        ("SET name = :s", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("REMOVE a.name", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("SET a = f(b)", "Invalid function name; function: f"),
        ("SET a = LIST_APPEND(b, c)", "Invalid function name; function: LIST_APPEND"),
        (
            "SET a = size(b)",
            "The function is not allowed in an update expression; function: size"
        ),
        (
            "SET a = list_append(list_append(:l, b), :l)",
            "The function is not allowed to be used this way in an expression; "
                + "function: list_append"
        ),
        (
            "SET a = :s SET b = :s",
            #"The "SET" section can only be used once in an update expression;"#
        ),
        (
            "REMOVE a ADD c :n REMOVE b",
            #"The "REMOVE" section can only be used once in an update expression;"#
        ),
        (
            "SET a = :none",
            "An expression attribute value used in expression is not defined; "
                + "attribute value: :none"
        ),
        (
            "SET #none = :s",
            "An expression attribute name used in the document path is not defined; "
                + "attribute name: #none"
        ),
        (
            "SET a = :s REMOVE a",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [a], path two: [a]"
        ),
        (
            "SET a.b = :s, #a = :s",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [a, b], path two: [a]"
        ),
        (
            "SET a[1] = :s, a[1][0].c = :s",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [a, [1]], path two: [a, [1], [0], c]"
        ),
        (
            "SET a.b = :s, a[1] = :s",
            "Two document paths conflict with each other; must remove or rewrite one of these "
                + "paths; path one: [a, b], path two: [a, [1]]"
        ),
        (
            "SET a = if_not_exists(:s, :n)",
            "Operator or function requires a document path; "
                + "operator or function: if_not_exists"
        ),
        (
            "SET a = list_append(:l)",
            "Incorrect number of operands for operator or function; "
                + "operator or function: list_append, number of operands: 1"
        ),
        (
            "SET a = list_append(:l, :s)",
            "Incorrect operand type for operator or function; "
                + "operator or function: list_append, operand type: S"
        ),
        (
            "SET a = :s + :n",
            "Incorrect operand type for operator or function; operator or function: +, "
                + "operand type: S"
        ),
        (
            "ADD a :s",
            "Incorrect operand type for operator or function; operator: ADD, "
                + "operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"
        ),
        (
            "DELETE a :n",
            "Incorrect operand type for operator or function; operator: DELETE, "
                + "operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND"
        ),
        (
            "DELETE a :b",
            "Incorrect operand type for operator or function; operator: DELETE, "
                + "operand type: BOOLEAN, typeSet: ALLOWED_FOR_DELETE_OPERAND"
        ),
    ]

    @Test(arguments: cases.indices)
    func `an update is refused in DynamoDB's words`(_ index: Int) throws {
        let (text, problem) = Self.cases[index]
        var inputs = try ExpressionSamples.inputs(Self.values, names: "#a=a")
        let message = try ExpressionSamples.message {
            _ = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk"])
        }
        #expect(message == "Invalid UpdateExpression: " + problem)
    }

    @Test(arguments: ["SET pk = :s", "REMOVE pk", "ADD sk :n", "SET #k = :s"])
    func `keys cannot be updated`(_ text: String) throws {
        var inputs = try ExpressionSamples.inputs(Self.values, names: "#k=pk")
        let message = try ExpressionSamples.message {
            _ = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk", "sk"])
        }
        let key = text.contains("sk") ? "sk" : "pk"
        #expect(
            message
                == "One or more parameter values were invalid: Cannot update attribute \(key). "
                + "This attribute is part of the key")
    }

    static let absent =
        "The provided expression refers to an attribute that does not exist in the item"
    static let type = "An operand in the update expression has an incorrect data type"
    static let path = "The document path provided in the update expression is invalid for update"
    static let overflow =
        "Number overflow. Attempting to store a number with magnitude larger than supported range"

    /// An expression that an item does not fit.
    static let applied: [(text: String, message: String)] = [
        ("SET a = absent", absent),
        ("SET x = :n, a = x", absent),
        ("SET a = absent + :n", absent),
        ("SET a = list_append(absent, :l)", absent),
        ("SET a = s + :n", type),
        ("SET a = n - s", type),
        ("SET a = list_append(s, :l)", type),
        ("ADD s :n", type),
        ("ADD n :ss", type),
        ("ADD ns :ss", type),
        ("DELETE s :ss", type),
        ("DELETE ns :ss", type),
        ("SET absent.a = :n", path),
        ("SET s.a = :n", path),
        ("SET m[0] = :n", path),
        ("SET l.a = :n", path),
        ("SET l[9].a = :n", path),
        ("REMOVE absent.a", path),
        ("REMOVE m.q.r", path),
        ("ADD absent[0] :n", path),
        ("DELETE s.a :ss", path),
        ("ADD huge :huge", overflow),
        ("SET a = e50 + :n", overflow),
        ("SET a = e50 - :n", overflow),
    ]

    @Test(arguments: applied.indices)
    func `an update that does not fit the item is refused`(_ index: Int) throws {
        let (text, message) = Self.applied[index]
        let values = Self.values.dropLast() + #",":huge":{"N":"9e125"}}"#
        var inputs = try ExpressionSamples.inputs(String(values))
        let update = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk"])
        let item = try ExpressionSamples.item(
            #"""
            {"pk":{"S":"k"},"s":{"S":"text"},"n":{"N":"1"},"m":{"M":{}},"l":{"L":[{"N":"1"}]},
            "ns":{"NS":["1"]},"huge":{"N":"9e125"},"e50":{"N":"1e50"}}
            """#)
        let found = try ExpressionSamples.message { _ = try update.apply(to: item, key: [:]) }
        #expect(found == message)
    }
}

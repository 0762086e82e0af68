import DDBAttributes
import DDBLocal
import Testing

@Suite struct ProjectionExpressionTests {
    static let cases: [(text: String, names: String, result: String)] = [
        ("s", "", #"{"s":{"S":"hello"}}"#),
        ("s, n,absent", "", #"{"s":{"S":"hello"},"n":{"N":"5"}}"#),
        ("m.x", "", #"{"m":{"M":{"x":{"N":"1"}}}}"#),
        (
            "m.#d, m.y[1]", "#d=a.b",
            #"{"m":{"M":{"a.b":{"S":"dotted"},"y":{"L":[{"S":"ten"}]}}}}"#
        ),
        // Elements keep the order of the list, whatever the order of the paths.
        ("l[2].k, l[0]", "", #"{"l":{"L":[{"S":"first"},{"M":{"k":{"S":"v"}}}]}}"#),
        ("l[7], l[1]", "", #"{"l":{"L":[{"N":"2"}]}}"#),
        ("m.absent, l[9], s.x, s[0], l.x, m[0]", "", "{}"),
        ("#a, #b", "#a=s,#b=n", #"{"s":{"S":"hello"},"n":{"N":"5"}}"#),
    ]

    @Test(arguments: cases.indices)
    func `a projection returns parts within what encloses them`(_ index: Int) throws {
        let (text, names, result) = Self.cases[index]
        let item = try ExpressionSamples.item(ExpressionSamples.everything)
        // Of what cannot be both a list and a map, one path at a time.
        let texts = index == 6 ? text.split(separator: ",").map(String.init) : [text]
        for text in texts {
            var inputs = try ExpressionSamples.inputs(names: names)
            let projection = try ProjectionExpression(parsing: text, inputs: &inputs)
            try inputs.checkAllUsed()
            #expect(try projection.apply(to: item) == ExpressionSamples.item(result))
        }
    }

    static let faults: [(text: String, problem: String)] = [
        ("", "The expression can not be empty;"),
        ("a,", #"Syntax error; token: "<EOF>", near: ",""#),
        ("a b", #"Syntax error; token: "b", near: "a b""#),
        ("a[", #"Syntax error; token: "<EOF>", near: "[""#),
        (":v", #"Syntax error; token: ":v", near: ":v""#),
        ("a, Data", "Attribute name is a reserved keyword; reserved keyword: Data"),
        (
            "#x",
            "An expression attribute name used in the document path is not defined; "
                + "attribute name: #x"
        ),
        (
            "a, b, a",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [a], path two: [a]"
        ),
        (
            "b.c[1], b",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [b, c, [1]], path two: [b]"
        ),
        (
            "a[1], a.b",
            "Two document paths conflict with each other; must remove or rewrite one of these "
                + "paths; path one: [a, [1]], path two: [a, b]"
        ),
        // An overlap is told before a conflict.
        (
            "a[1], a.b, c, c",
            "Two document paths overlap with each other; must remove or rewrite one of these "
                + "paths; path one: [c], path two: [c]"
        ),
    ]

    @Test(arguments: faults.indices)
    func `a projection is refused in DynamoDB's words`(_ index: Int) throws {
        let (text, problem) = Self.faults[index]
        var inputs = try ExpressionInputs()
        let message = try ExpressionSamples.message {
            _ = try ProjectionExpression(parsing: text, inputs: &inputs)
        }
        #expect(message == "Invalid ProjectionExpression: " + problem)
    }

    @Test func `a projection of 4096 bytes is read`() throws {
        var inputs = try ExpressionInputs()
        let text = (0..<819).map { "a" + String($0 + 1000).dropFirst() }.joined(separator: ",")
        let projection = try ProjectionExpression(
            parsing: text + String(repeating: " ", count: 4096 - text.utf8.count), inputs: &inputs)
        #expect(projection.paths.count == 819)
    }
}

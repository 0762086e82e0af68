import DDBAttributes
import DDBLocal
import Testing

@Suite struct ConditionExpressionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let holds: Bool
        let values: String
        let names: String

        init(_ text: String, _ holds: Bool, _ values: String = "", names: String = "") {
            self.text = text
            self.holds = holds
            self.values = values
            self.names = names
        }

        var testDescription: String { text }
    }

    static let comparisons = [
        Case("s = :v", true, #"{":v":{"S":"hello"}}"#),
        Case("s = :v", false, #"{":v":{"S":"hell"}}"#),
        Case(":v = s", true, #"{":v":{"S":"hello"}}"#),
        Case("n = :v", true, #"{":v":{"N":"5.00"}}"#),
        Case("n = :v", false, #"{":v":{"S":"5"}}"#),
        Case("n = five", true),
        Case("n <> five", false),
        Case("n <> s", true),
        Case("ss = :v", true, #"{":v":{"SS":["a","b"]}}"#),
        Case("ss = :v", false, #"{":v":{"SS":["a"]}}"#),
        Case("ns = :v", true, #"{":v":{"NS":["2.5","1.0"]}}"#),
        Case("bs = :v", true, #"{":v":{"BS":["Ag==","AQ=="]}}"#),
        Case("z = :v", true, #"{":v":{"NULL":true}}"#),
        Case("t = :v", false, #"{":v":{"BOOL":false}}"#),
        Case("m.y = :v", true, #"{":v":{"L":[{"N":"10.0"},{"S":"ten"}]}}"#),
        Case("absent = :v", false, #"{":v":{"S":""}}"#),
        Case("absent <> :v", true, #"{":v":{"S":""}}"#),
        Case("absent = elsewhere", false),
        Case("absent <> elsewhere", true),
        Case("n < :v", true, #"{":v":{"N":"5.0000000000000000000000000000000000001"}}"#),
        Case("n < :v", false, #"{":v":{"N":"5"}}"#),
        Case("n <= :v", true, #"{":v":{"N":"5"}}"#),
        Case("n > :v", true, #"{":v":{"N":"-100"}}"#),
        Case("n >= :v", false, #"{":v":{"N":"1e125"}}"#),
        Case("n < :v", false, #"{":v":{"S":"9"}}"#),
        Case("s < :v", true, #"{":v":{"S":"héllo"}}"#),
        Case("s > :v", true, #"{":v":{"S":"Hello"}}"#),
        Case("b < :v", true, #"{":v":{"B":"/w=="}}"#),
        Case("b >= :v", true, #"{":v":{"B":"aGVsbG8="}}"#),
        Case("big > :v", true, #"{":v":{"N":"12345678901234567890123456789012345677"}}"#),
        Case("absent < :v", false, #"{":v":{"N":"5"}}"#),
        Case("t < :v", false, #"{":v":{"N":"5"}}"#),
        Case("n BETWEEN :a AND :b", true, #"{":a":{"N":"5"},":b":{"N":"6"}}"#),
        Case("n BETWEEN :a AND :b", true, #"{":a":{"N":"4"},":b":{"N":"5"}}"#),
        Case("n between m.x and m.y[0]", true),
        Case("n BETWEEN m.y[0] AND m.x", false),
        Case("n BETWEEN :a AND s", false, #"{":a":{"N":"1"}}"#),
        Case("s BETWEEN :a AND :b", false, #"{":a":{"S":"i"},":b":{"S":"z"}}"#),
        Case("n IN (:a, :b)", true, #"{":a":{"S":"5"},":b":{"N":"5"}}"#),
        Case("n IN (s, five)", true),
        Case("n IN (:a)", false, #"{":a":{"N":"6"}}"#),
        Case("absent IN (:a)", false, #"{":a":{"N":"6"}}"#),
        Case("l[1] = m.y[0]", false),
        Case("#m.#d = :v", true, #"{":v":{"S":"dotted"}}"#, names: "#m=m,#d=a.b"),
        Case("l[2].k = :v", true, #"{":v":{"S":"v"}}"#),
        Case("l[9] = :v", false, #"{":v":{"S":"v"}}"#),
        Case("s[0] = :v", false, #"{":v":{"S":"h"}}"#),
    ]

    static let functions = [
        Case("attribute_exists(s)", true),
        Case("attribute_exists(m.y[1])", true),
        Case("attribute_exists(m.y[2])", false),
        Case("attribute_exists(z)", true),
        Case("attribute_not_exists(absent)", true),
        Case("attribute_not_exists (s)", false),
        Case("attribute_type(s, :v)", true, #"{":v":{"S":"S"}}"#),
        Case("attribute_type(l[2], :v)", true, #"{":v":{"S":"M"}}"#),
        Case("attribute_type(ns, :v)", true, #"{":v":{"S":"NS"}}"#),
        Case("attribute_type(ns, :v)", false, #"{":v":{"S":"N"}}"#),
        Case("attribute_type(absent, :v)", false, #"{":v":{"S":"NULL"}}"#),
        Case("begins_with(s, :v)", true, #"{":v":{"S":"hel"}}"#),
        Case("begins_with(s, :v)", true, #"{":v":{"S":""}}"#),
        Case("begins_with(s, :v)", false, #"{":v":{"S":"hello!"}}"#),
        Case("begins_with(b, :v)", true, #"{":v":{"B":"aGU="}}"#),
        Case("begins_with(s, :v)", false, #"{":v":{"B":"aGU="}}"#),
        Case("begins_with(n, :v)", false, #"{":v":{"S":"5"}}"#),
        Case("begins_with(:v, s)", true, #"{":v":{"S":"hello world"}}"#),
        Case("contains(s, :v)", true, #"{":v":{"S":"ell"}}"#),
        Case("contains(s, :v)", true, #"{":v":{"S":""}}"#),
        Case("contains(s, :v)", false, #"{":v":{"S":"lle"}}"#),
        Case("contains(b, :v)", true, #"{":v":{"B":"bGxv"}}"#),
        Case("contains(ss, :v)", true, #"{":v":{"S":"a"}}"#),
        Case("contains(ss, :v)", false, #"{":v":{"S":"ab"}}"#),
        Case("contains(ns, :v)", true, #"{":v":{"N":"2.5"}}"#),
        Case("contains(bs, :v)", true, #"{":v":{"B":"AQ=="}}"#),
        Case("contains(l, :v)", true, #"{":v":{"N":"2.0"}}"#),
        Case("contains(l, :v)", true, #"{":v":{"M":{"k":{"S":"v"}}}}"#),
        Case("contains(l, :v)", false, #"{":v":{"S":"k"}}"#),
        Case("contains(m, :v)", false, #"{":v":{"S":"x"}}"#),
        Case("contains(n, :v)", false, #"{":v":{"N":"5"}}"#),
        Case("contains(:v, s)", true, #"{":v":{"SS":["hello"]}}"#),
        Case("size(s) = :v", true, #"{":v":{"N":"5"}}"#),
        Case("size(b) = n", true),
        Case("size(m) = :v", true, #"{":v":{"N":"3"}}"#),
        Case("size(l) < :v", true, #"{":v":{"N":"4"}}"#),
        Case("size(ss) <> size(ns)", false),
        Case("size(n) = :v", false, #"{":v":{"N":"1"}}"#),
        Case("size(absent) = :v", false, #"{":v":{"N":"0"}}"#),
        Case("size(:w) = :v", true, #"{":v":{"N":"3"},":w":{"S":"abc"}}"#),
        Case("((size(b)) = :b) AND n = :b", true, #"{":b":{"N":"5"}}"#),
        Case("n BETWEEN size(ss) AND size(s)", true),
    ]

    static let logic = [
        Case("n = :v OR s = :v", true, #"{":v":{"N":"5"}}"#),
        Case("n = :v AND s = :v", false, #"{":v":{"N":"5"}}"#),
        Case("NOT n = :v", false, #"{":v":{"N":"5"}}"#),
        Case("NOT NOT n = :v", true, #"{":v":{"N":"5"}}"#),
        Case("not (n = :v and s = :v)", true, #"{":v":{"N":"5"}}"#),
        // AND binds before OR, NOT before AND.
        Case("n = :v OR n = :v AND s = :v", true, #"{":v":{"N":"5"}}"#),
        Case("(n = :v OR n = :v) AND s = :v", false, #"{":v":{"N":"5"}}"#),
        Case("NOT s = :v AND n = :v", true, #"{":v":{"N":"5"}}"#),
        Case("n BETWEEN :v AND :v AND attribute_exists(s)", true, #"{":v":{"N":"5"}}"#),
        Case("(attribute_exists(s))", true),
        Case("(s) = (n) OR attribute_exists(s)", true),
        Case("(n) = (:v)", true, #"{":v":{"N":"5"}}"#),
        Case("n IN ((:v))", true, #"{":v":{"N":"5"}}"#),
    ]

    @Test(arguments: comparisons + functions + logic)
    func `a condition holds or not`(_ sample: Case) throws {
        let item = try ExpressionSamples.item(ExpressionSamples.everything)
        var inputs = try ExpressionSamples.inputs(sample.values, names: sample.names)
        let condition = try ConditionExpression(parsing: sample.text, inputs: &inputs)
        try inputs.checkAllUsed()
        #expect(condition.isSatisfied(by: item) == sample.holds)
        var others = try ExpressionSamples.inputs(sample.values, names: sample.names)
        let filter = try FilterExpression(parsing: sample.text, inputs: &others)
        #expect(filter.isSatisfied(by: item) == sample.holds)
    }

    @Test func `an item that is not there has no attributes`() throws {
        var inputs = try ExpressionSamples.inputs(#"{":v":{"N":"5"}}"#)
        let absent = try ConditionExpression(
            parsing: "attribute_not_exists(s) AND n <> :v", inputs: &inputs)
        #expect(absent.isSatisfied(by: nil))
        let present = try ConditionExpression(parsing: "attribute_exists(s)", inputs: &inputs)
        #expect(!present.isSatisfied(by: nil))
    }

    @Test func `texts are compared by bytes and not by what they look like`() throws {
        var inputs = try ExpressionSamples.inputs(#"{":v":{"S":"é"}}"#)
        let condition = try ConditionExpression(parsing: "a = :v", inputs: &inputs)
        #expect(!condition.isSatisfied(by: ["a": .string("e\u{301}")]))
        #expect(condition.isSatisfied(by: ["a": .string("\u{E9}")]))
        let contains = try ConditionExpression(parsing: "contains(a, :v)", inputs: &inputs)
        #expect(!contains.isSatisfied(by: ["a": .stringSet(["e\u{301}"])]))
    }

    @Test func `149 nested levels hold, and so do 100 members of IN`() throws {
        var inputs = try ExpressionInputs()
        let depth = 149
        let text =
            "a<b " + String(repeating: "or (a<b ", count: depth)
            + String(repeating: ")", count: depth)
        let condition = try ConditionExpression(parsing: text, inputs: &inputs)
        let one = AttributeValue.number(DecimalNumber(1))
        #expect(condition.isSatisfied(by: ["a": one, "b": .number(DecimalNumber(2))]))
        let members = (0..<100).map { "m\($0)" }.joined(separator: ",")
        let membership = try ConditionExpression(parsing: "a IN (\(members))", inputs: &inputs)
        #expect(membership.isSatisfied(by: ["a": one, "m99": one]))
    }
}

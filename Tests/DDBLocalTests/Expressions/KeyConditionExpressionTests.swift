import DDBAttributes
import DDBLocal
import Testing

@Suite struct KeyConditionExpressionTests {
    static let partition = KeyAttribute(name: "pk", type: .string)
    static let sort = KeyAttribute(name: "sk", type: .number)

    static func number(_ value: Int64) -> AttributeValue { .number(DecimalNumber(value)) }

    static let accepted: [(text: String, sort: SortKeyCondition?)] = [
        ("pk = :p", nil),
        (":p = pk", nil),
        ("(pk = :p)", nil),
        ("pk = :p AND sk = :a", .equal(number(1))),
        ("sk < :a AND pk = :p", .less(number(1))),
        ("pk = :p AND sk <= :a", .lessOrEqual(number(1))),
        ("pk = :p AND sk > :a", .greater(number(1))),
        ("pk = :p AND :a > sk", .less(number(1))),
        ("pk = :p AND :a <= sk", .greaterOrEqual(number(1))),
        ("#p = :p and (sk between :a and :b)", .between(number(1), number(9))),
    ]

    @Test(arguments: accepted.indices)
    func `a key condition names a partition and sort keys`(_ index: Int) throws {
        let (text, sort) = Self.accepted[index]
        var inputs = try ExpressionSamples.inputs(
            #"{":p":{"S":"x"},":a":{"N":"1"},":b":{"N":"9"}}"#, names: "#p=pk")
        let condition = try KeyConditionExpression(
            parsing: text, inputs: &inputs, partition: Self.partition, sort: Self.sort)
        #expect(condition.partitionValue == .string("x"))
        #expect(condition.sort == sort)
    }

    @Test func `sort keys are compared in their order`() throws {
        let five = Self.number(5)
        #expect(SortKeyCondition.equal(Self.number(5)).isSatisfied(by: five))
        #expect(!SortKeyCondition.less(five).isSatisfied(by: five))
        #expect(SortKeyCondition.lessOrEqual(five).isSatisfied(by: five))
        #expect(!SortKeyCondition.greater(five).isSatisfied(by: five))
        #expect(SortKeyCondition.greaterOrEqual(five).isSatisfied(by: five))
        #expect(SortKeyCondition.between(five, Self.number(6)).isSatisfied(by: five))
        #expect(!SortKeyCondition.between(Self.number(6), Self.number(7)).isSatisfied(by: five))
        #expect(SortKeyCondition.beginsWith(.string("ab")).isSatisfied(by: .string("abc")))
        #expect(!SortKeyCondition.beginsWith(.string("ab")).isSatisfied(by: .string("a")))
        #expect(SortKeyCondition.beginsWith(.binary([1])).isSatisfied(by: .binary([1, 0])))
    }

    static let refused: [(text: String, message: String)] = [
        ("", "Invalid KeyConditionExpression: The expression can not be empty;"),
        (
            "pk = :p AND",
            "Invalid KeyConditionExpression: Syntax error; "
                + #"token: "<EOF>", near: "AND""#
        ),
        ("pk = :p OR sk = :a", "Invalid operator used in KeyConditionExpression: OR"),
        ("NOT pk = :p", "Invalid operator used in KeyConditionExpression: NOT"),
        ("pk <> :p", "Invalid operator used in KeyConditionExpression: <>"),
        ("pk IN (:p)", "Invalid operator used in KeyConditionExpression: IN"),
        (
            "pk = :p AND attribute_exists(sk)",
            "Invalid operator used in KeyConditionExpression: attribute_exists"
        ),
        (
            "pk = :p AND contains(sk, :a)",
            "Invalid operator used in KeyConditionExpression: contains"
        ),
        (
            "pk = :p AND size(sk) = :a",
            "KeyConditionExpressions cannot contain nested operations"
        ),
        (
            "pk = :p AND :a BETWEEN sk AND :b",
            "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key "
                + "attribute as its first operand"
        ),
        (
            "pk = :p AND begins_with(:p, sk)",
            "Invalid condition in KeyConditionExpression: begins_with operator must have the key "
                + "attribute as its first operand"
        ),
        (
            "pk = sk",
            "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
                + "condition"
        ),
        (
            ":a = :b", "Invalid condition in KeyConditionExpression: No key attribute specified"
        ),
        (
            "pk = :p AND sk.a = :a",
            "KeyConditionExpressions cannot have conditions on nested attributes"
        ),
        (
            "pk = :p AND sk > :a AND sk < :b",
            "KeyConditionExpressions must only contain one condition per key"
        ),
        ("sk = :a", "Query condition missed key schema element: pk"),
        ("pk = :p AND extra = :a", "Query condition missed key schema element: sk"),
        ("pk > :p", "Query key condition not supported"),
        ("pk = :p AND sk = :a AND extra = :b", "Query key condition not supported"),
        (
            "pk = :a",
            "One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type"
        ),
        (
            "pk = :p AND sk = :p",
            "One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type"
        ),
        (
            "pk = :e",
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
                + "cannot contain an empty string value. Key: pk"
        ),
    ]

    @Test(arguments: refused.indices)
    func `a key condition is refused in DynamoDB's words`(_ index: Int) throws {
        let (text, expected) = Self.refused[index]
        var inputs = try ExpressionSamples.inputs(
            #"{":p":{"S":"x"},":a":{"N":"1"},":b":{"N":"9"},":e":{"S":""}}"#)
        let message = try ExpressionSamples.message {
            _ = try KeyConditionExpression(
                parsing: text, inputs: &inputs, partition: Self.partition, sort: Self.sort)
        }
        #expect(message == expected)
    }

    @Test func `a table without a sort key takes one condition`() throws {
        var inputs = try ExpressionSamples.inputs(#"{":p":{"S":"x"},":a":{"N":"1"}}"#)
        let message = try ExpressionSamples.message {
            _ = try KeyConditionExpression(
                parsing: "pk = :p AND sk = :a", inputs: &inputs, partition: Self.partition,
                sort: nil)
        }
        #expect(message == "Query key condition not supported")
    }
}

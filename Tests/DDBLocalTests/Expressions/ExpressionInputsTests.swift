import DDBAttributes
import DDBLocal
import Testing

@Suite struct ExpressionInputsTests {
    @Test func `placeholders have the form that DynamoDB asks for`() throws {
        let faults: [(names: [(String, String)]?, values: String?, message: String)] = [
            ([], nil, "ExpressionAttributeNames must not be empty"),
            (nil, "{}", "ExpressionAttributeValues must not be empty"),
            (
                [("a", "a")], nil,
                #"ExpressionAttributeNames contains invalid key: Syntax error; key: "a""#
            ),
            (
                [("#", "a")], nil,
                ##"ExpressionAttributeNames contains invalid key: Syntax error; key: "#""##
            ),
            (
                nil, #"{":a-b":{"S":""}}"#,
                #"ExpressionAttributeValues contains invalid key: Syntax error; key: ":a-b""#
            ),
            (
                [("#a", "")], nil,
                "ExpressionAttributeNames contains invalid value: "
                    + "Empty attribute name for key #a"
            ),
        ]
        for fault in faults {
            let values = try fault.values.map { try ExpressionSamples.item($0) }
            let message = try ExpressionSamples.message {
                _ = try ExpressionInputs(
                    names: fault.names?.map { (placeholder: $0.0, name: $0.1) }, values: values)
            }
            #expect(message == fault.message)
        }
    }

    @Test func `what no expression uses is refused`() throws {
        var inputs = try ExpressionSamples.inputs(
            #"{":a":{"N":"1"},":b":{"N":"2"},":c":{"N":"3"}}"#, names: "#a=a,#z=z")
        _ = try ConditionExpression(parsing: "#a = :b", inputs: &inputs)
        #expect(
            try ExpressionSamples.message { try inputs.checkAllUsed() }
                == "Value provided in ExpressionAttributeNames unused in expressions: keys: {#z}")
        _ = try ProjectionExpression(parsing: "#z", inputs: &inputs)
        #expect(
            try ExpressionSamples.message { try inputs.checkAllUsed() }
                == "Value provided in ExpressionAttributeValues unused in expressions: "
                + "keys: {:a, :c}")
        _ = try UpdateExpression(
            parsing: "SET x = if_not_exists(y, :a) ADD n :c", inputs: &inputs, keys: [])
        try inputs.checkAllUsed()
    }

    @Test func `what is not evaluated is used all the same`() throws {
        var inputs = try ExpressionSamples.inputs(#"{":a":{"N":"1"},":b":{"N":"2"}}"#)
        let condition = try ConditionExpression(
            parsing: "attribute_not_exists(a) OR a IN (:a, :b)", inputs: &inputs)
        #expect(condition.isSatisfied(by: nil))
        try inputs.checkAllUsed()
    }

    @Test func `unused keys are listed as a set of Java lists them`() throws {
        // Of 13 keys, 16 slots are not enough for Java, so the hashes are spread over 32.
        let names = (0..<13).map { (placeholder: "#name\($0)", name: "a") }
        let inputs = try ExpressionInputs(names: names)
        #expect(
            try ExpressionSamples.message { try inputs.checkAllUsed() }
                == "Value provided in ExpressionAttributeNames unused in expressions: keys: {"
                + Self.order.joined(separator: ", ") + "}")
    }

    /// Printed by `new HashSet<>(map.keySet())` of OpenJDK 17 over the same keys.
    static let order = [3, 2, 5, 4, 10, 1, 12, 0, 11, 7, 6, 9, 8].map { "#name\($0)" }

    @Test func `inputs without an expression to use them are refused`() throws {
        #expect(
            try ExpressionSamples.message {
                try ExpressionInputs.checkPresence(
                    hasNames: true, hasValues: false, of: [(.projection, false)])
            } == "ExpressionAttributeNames can only be specified when using expressions")
        #expect(
            try ExpressionSamples.message {
                try ExpressionInputs.checkPresence(
                    hasNames: false, hasValues: true,
                    of: [(.projection, true), (.filter, false), (.keyCondition, false)])
            }
                == "ExpressionAttributeValues can only be specified when using expressions: "
                + "FilterExpression and KeyConditionExpression are null")
        #expect(
            try ExpressionSamples.message {
                try ExpressionInputs.checkPresence(
                    hasNames: false, hasValues: true, of: [(.condition, false)])
            }
                == "ExpressionAttributeValues can only be specified when using expressions: "
                + "ConditionExpression is null")
        try ExpressionInputs.checkPresence(
            hasNames: true, hasValues: true, of: [(.update, true), (.condition, false)])
    }
}

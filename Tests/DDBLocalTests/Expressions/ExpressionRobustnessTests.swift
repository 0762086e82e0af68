import DDBAttributes
import DDBLocal
import DDBTestKit
import Testing

/// Whatever the text, an expression is read or refused; nothing crashes and nothing hangs.
@Suite struct ExpressionRobustnessTests {
    static let expressions =
        ConditionErrorTests.cases.map(\.text) + UpdateErrorTests.cases.map(\.text)
        + ConditionExpressionTests.comparisons.map(\.text)
        + ConditionExpressionTests.functions.map(\.text)
        + ConditionExpressionTests.logic.map(\.text)
        + UpdateExpressionTests.sets.map(\.text) + UpdateExpressionTests.others.map(\.text)
        + KeyConditionExpressionTests.refused.map(\.text)
        + ProjectionExpressionTests.cases.map(\.text)

    /// Reads a text as every kind of expression, and applies what can be read.
    ///
    /// - Returns: How many kinds it can be.
    static func read(_ text: String, _ item: Item) throws -> Int {
        var inputs = try ExpressionSamples.inputs(
            #"{":v":{"N":"1"},":s":{"S":"x"},":l":{"L":[]},":ss":{"SS":["a"]}}"#, names: "#a=a")
        var count = 0
        func attempt(_ body: (inout ExpressionInputs) throws -> Void) throws {
            let refusal = try ExpressionSamples.message {
                try body(&inputs)
                count += 1
            }
            #expect(refusal?.isEmpty != true)
        }
        try attempt { inputs in
            _ = try ConditionExpression(parsing: text, inputs: &inputs).isSatisfied(by: item)
        }
        try attempt { inputs in
            _ = try ProjectionExpression(parsing: text, inputs: &inputs).apply(to: item)
        }
        try attempt { inputs in
            let update = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk"])
            let new = try update.apply(to: item, key: ["pk": .null])
            _ = update.updatedParts(of: new)
        }
        try attempt { inputs in
            _ = try KeyConditionExpression(
                parsing: text, inputs: &inputs, partition: KeyConditionExpressionTests.partition,
                sort: KeyConditionExpressionTests.sort)
        }
        return count
    }

    @Test func `every truncation of every expression is read or refused`() throws {
        let item = try ExpressionSamples.item(ExpressionSamples.everything)
        for text in Self.expressions where text.utf8.count <= 80 {
            for count in 0...text.unicodeScalars.count {
                let prefix = String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
                _ = try Self.read(prefix, item)
            }
        }
    }

    static let words = [
        "a", "b.c", "l[0]", "#a", ":v", ":s", ":l", ":ss", "=", "<>", "<", ">=", "(", ")", ",",
        "AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE", "+", "-", "size(",
        "attribute_exists(", "if_not_exists(", "list_append(", "begins_with(", "[", "]", ".", "7",
        "ü", "pk", "sk", "name", "#", ":",
    ]

    @Test func `soups of tokens are read or refused`() throws {
        let item = try ExpressionSamples.item(ExpressionSamples.everything)
        let random = SeededRandom(seed: 20_261_121)
        var readable = 0
        for _ in 0..<3000 {
            let words = (0...random.number(below: 12)).map { _ in
                Self.words[random.number(below: Self.words.count)]
            }
            readable += try Self.read(words.joined(separator: " "), item)
        }
        #expect(readable > 20)
    }

    @Test func `deep texts of 4096 bytes are refused before they run out of stack`() throws {
        let item = try ExpressionSamples.item(ExpressionSamples.everything)
        for piece in [
            "(", "((a) ", "not ", "not (", "f(", "size(", "a.", "l[0]", "if_not_exists(a,",
        ] {
            for start in ["", "SET a = ", "a < "] {
                let text = start + String(repeating: piece, count: 4000 / piece.utf8.count)
                #expect(try Self.read(text, item) == 0)
            }
        }
        let calls = 4000 / "if_not_exists(a,)".utf8.count
        var inputs = try ExpressionSamples.inputs(#"{":v":{"N":"1"}}"#)
        let update = try UpdateExpression(
            parsing: "SET z = " + String(repeating: "if_not_exists(q,", count: calls) + ":v"
                + String(repeating: ")", count: calls), inputs: &inputs, keys: [])
        #expect(try update.apply(to: nil, key: [:]) == ["z": .number(DecimalNumber(1))])
    }
}

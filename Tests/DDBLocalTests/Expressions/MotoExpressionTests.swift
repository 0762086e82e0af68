import DDBAttributes
import DDBJSON
import DDBLocal
import DDBTestKit
import DDBTestSupport
import Testing

/// The same expressions over the same items, here and by moto, where moto does what DynamoDB does.
@Suite struct MotoExpressionTests {
    static let seed: UInt64 = 20_261_121

    private struct Sample {
        let kind: String
        let text: String
        let values: Item
        let item: Item
        /// What ours gives, as moto's answer is read.
        let result: JSONValue
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    private static func json(_ item: Item) throws -> JSONValue {
        let wire = WireEncoder.encode(item)
        return try JSONValue.parse(wire.span.bytes)
    }

    private static func answer(
        _ kind: String, _ text: String, _ values: Item, _ item: Item
    ) throws -> JSONValue {
        do {
            var inputs = try ExpressionInputs(values: values.count > 0 ? values : nil)
            switch kind {
            case "condition":
                let condition = try ConditionExpression(parsing: text, inputs: &inputs)
                return object([("holds", .bool(condition.isSatisfied(by: item)))])
            case "projection":
                let projection = try ProjectionExpression(parsing: text, inputs: &inputs)
                return object([("item", try json(projection.apply(to: item)))])
            default:
                let update = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk"])
                return object([("item", try json(update.apply(to: item, key: [:])))])
            }
        } catch is ExpressionError {
            return object([("error", .string("ValidationException"))])
        }
    }

    private static func samples(_ kind: String, count: Int, seed: UInt64) throws -> [Sample] {
        var generator = ExpressionGenerator(seed: seed)
        return try (0..<count).map { _ in
            generator.begin()
            let item = try generator.item()
            let text =
                switch kind {
                case "condition": try generator.condition()
                case "projection": generator.projection()
                default: try generator.update()
                }
            let result = try answer(kind, text, generator.values, item)
            return Sample(
                kind: kind, text: text, values: generator.values, item: item, result: result)
        }
    }

    /// Moto's answers to the same samples; nil where moto is not installed.
    private static func answers(_ samples: [Sample]) throws -> [JSONValue]? {
        guard TestPython.path != nil else { return nil }
        var lines: [UInt8] = []
        for sample in samples {
            let line = object([
                ("kind", .string(sample.kind)), ("text", .string(sample.text)),
                ("names", object([])), ("values", try json(sample.values)),
                ("item", try json(sample.item)),
            ])
            lines += line.bytes + [0x0A]
        }
        let folder = try ScratchFolder()
        try folder.write("cases", lines)
        do {
            return try TestPython.run("moto_expressions.py", folder.path + "/cases")
                .split(separator: "\n").map { line in
                    let bytes = Array(line.utf8)
                    return try JSONValue.parse(bytes.span.bytes)
                }
        } catch let failure as ScriptFailure where failure.status == 3 {
            return nil
        }
    }

    private static func item(_ answer: JSONValue) throws -> Item? {
        guard let bytes = answer["item"]?.bytes else { return nil }
        return try Item(wire: bytes.span.bytes)
    }

    @Test(arguments: ["condition", "projection", "update"])
    func `expressions give what they give in moto`(_ kind: String) throws {
        let samples = try Self.samples(kind, count: 400, seed: Self.seed)
        guard let answers = try Self.answers(samples) else { return }
        #expect(answers.count == samples.count)
        var compared = 0
        for (sample, answer) in zip(samples, answers) {
            guard !Self.isMotoWrong(sample, answer) else { continue }
            compared += 1
            let inputs = try Self.text(Self.json(sample.values))
            let item = try Self.text(Self.json(sample.item))
            if let expected = try Self.item(sample.result), let found = try Self.item(answer) {
                let isSame = expected == found
                #expect(isSame, "\(sample.text) with \(inputs) of \(item): \(Self.text(answer))")
            } else {
                let texts = (Self.text(sample.result), Self.text(answer))
                #expect(texts.0 == texts.1, "\(sample.text) with \(inputs) of \(item)")
            }
        }
        #expect(compared > samples.count / 2)
    }

    private static func text(_ value: JSONValue) -> String {
        String(decoding: value.bytes, as: UTF8.self)
    }

    /// Where moto does otherwise than DynamoDB.
    private static func isMotoWrong(_ sample: Sample, _ answer: JSONValue) -> Bool {
        // It fails within itself on values without an order, of which DynamoDB says that the
        // condition does not hold.
        if let error = answer["error"]?.string, !error.hasSuffix("Exception") { return true }
        switch sample.kind {
        case "condition":
            // It takes true for 1.
            return sample.text.contains("t BETWEEN")
        case "projection":
            // Of two elements of a list it returns one.
            return sample.text.contains("l[0]") && sample.text.contains("l[2].k")
        default:
            // A list or map that is copied changes with the one that it was copied from.
            return sample.text.contains(/(= |\()[lm](,| |$)/)
        }
    }
}

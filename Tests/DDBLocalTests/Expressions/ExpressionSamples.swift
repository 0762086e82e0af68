import DDBAttributes
import DDBLocal

/// Items and inputs written as DynamoDB JSON, as cases in tables want them.
enum ExpressionSamples {
    static func item(_ json: String) throws -> Item {
        let bytes = Array(json.utf8)
        return try Item(wire: bytes.span.bytes)
    }

    /// Inputs of values as JSON and of names as `#a=name,#b=name`; empty texts are none.
    static func inputs(_ values: String = "", names: String = "") throws -> ExpressionInputs {
        let pairs = names.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return (placeholder: String(parts[0]), name: String(parts[1]))
        }
        return try ExpressionInputs(
            names: pairs.isEmpty ? nil : pairs, values: values.isEmpty ? nil : item(values))
    }

    /// The message that a body is refused with; nil where it is not.
    static func message(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let error as ExpressionError {
            return error.message
        }
    }

    /// One attribute of each type.
    static let everything = #"""
        {"s":{"S":"hello"},"n":{"N":"5"},"b":{"B":"aGVsbG8="},"t":{"BOOL":true},"z":{"NULL":true},
        "m":{"M":{"x":{"N":"1"},"y":{"L":[{"N":"10"},{"S":"ten"}]},"a.b":{"S":"dotted"}}},
        "l":{"L":[{"S":"first"},{"N":"2"},{"M":{"k":{"S":"v"}}}]},
        "ss":{"SS":["b","a"]},"ns":{"NS":["1","2.50"]},"bs":{"BS":["AQ==","Ag=="]},
        "five":{"N":"5.0"},"big":{"N":"12345678901234567890123456789012345678"}}
        """#
}

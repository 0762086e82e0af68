import DDBJSON

/// A refusal of a JSON service: a status, the name of AWS's error, and AWS's text.
struct ServiceRefusal: Error, Sendable {
    /// The part of AWS's name before `#`.
    enum Family: String, Sendable {
        case dynamoDB = "com.amazonaws.dynamodb.v20120810"
        case streams = "com.amazonaws.dynamodb.streams.v20120810"
        case kinesis = "com.amazonaws.kinesis.v20131202"
        case validation = "com.amazon.coral.validate"
        case service = "com.amazon.coral.service"
        case availability = "com.amazon.coral.availability"
        /// Kinesis writes the bare name.
        case none = ""
    }

    var status = 400
    var family: Family
    var code: String
    var message: String
    /// Further members, as JSON text without braces, beginning with a comma; empty for none.
    var members: [UInt8] = []

    /// `ValidationException`, the answer to what no service would do.
    static func validation(_ message: String) -> ServiceRefusal {
        ServiceRefusal(family: .validation, code: "ValidationException", message: message)
    }

    /// `ValidationException` that begins as those about one parameter's value do.
    static func invalid(_ message: String) -> ServiceRefusal {
        validation("One or more parameter values were invalid: " + message)
    }

    /// `ValidationException` about a member that breaks the service's model.
    static func constraint(_ value: String, at member: String, _ rule: String) -> ServiceRefusal {
        validation(
            "1 validation error detected: Value \(value) at '\(member)' failed to satisfy"
                + " constraint: \(rule)")
    }

    /// `SerializationException`, the answer to JSON that is none or is of another type.
    static func serialization(_ message: String) -> ServiceRefusal {
        ServiceRefusal(family: .service, code: "SerializationException", message: message)
    }

    static func dynamoDB(
        _ code: String, _ message: String, members: [UInt8] = []
    ) -> ServiceRefusal {
        ServiceRefusal(family: .dynamoDB, code: code, message: message, members: members)
    }

    /// The table of an item operation does not exist.
    static let noResource = dynamoDB("ResourceNotFoundException", "Requested resource not found")

    /// The table of a table operation does not exist.
    static func noTable(_ name: String) -> ServiceRefusal {
        dynamoDB(
            "ResourceNotFoundException", "Requested resource not found: Table: \(name) not found")
    }

    static let internalError = ServiceRefusal(
        status: 500, family: .dynamoDB, code: "InternalServerError",
        message: "The request processing has failed because of an unknown error, exception or"
            + " failure.")

    /// The body of the reply.
    var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("__type")
        writer.string(family == .none ? code : "\(family.rawValue)#\(code)")
        // The framework below the services writes this name otherwise than the services do.
        writer.name(code == "SerializationException" ? "Message" : "message")
        writer.string(message)
        var bytes = writer.takeBytes()
        bytes.append(contentsOf: members)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}

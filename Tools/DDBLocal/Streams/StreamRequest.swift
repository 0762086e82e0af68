import DDBBase
import DDBJSON

/// The members of a stream operation's request, checked against the service's model.
struct StreamRequest: Sendable {
    private let members: JSONMembers

    /// Reads a body.
    init(_ body: [UInt8]) throws(StreamRefusal) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(body.span.bytes)
        } catch {
            throw StreamRefusal(code: "SerializationException", message: "")
        }
        guard let object = value.object else {
            throw StreamRefusal(code: "SerializationException", message: "")
        }
        members = JSONMembers(object)
    }

    private init(_ members: JSONMembers) {
        self.members = members
    }

    private func read<Value>(
        _ body: () throws(JSONMemberError) -> Value
    ) throws(StreamRefusal) -> Value {
        do throws(JSONMemberError) {
            return try body()
        } catch {
            throw StreamRefusal(
                code: "SerializationException", message: "\(error.path) \(error.problem)")
        }
    }

    /// A string of some length; nil where it is absent.
    func text(_ name: String, _ lengths: ClosedRange<Int>) throws(StreamRefusal) -> String? {
        guard let text = try read({ () throws(JSONMemberError) in try members.string(name) }) else {
            return nil
        }
        let count = text.utf8.count
        if count < lengths.lowerBound {
            throw .constraint(
                text, at: Self.path(name),
                "Member must have length greater than or equal to \(lengths.lowerBound)")
        }
        if count > lengths.upperBound {
            throw .constraint(
                text, at: Self.path(name),
                "Member must have length less than or equal to \(lengths.upperBound)")
        }
        return text
    }

    /// A string that has to be there.
    func required(_ name: String, _ lengths: ClosedRange<Int>) throws(StreamRefusal) -> String {
        guard let text = try text(name, lengths) else {
            throw .constraint(nil, at: Self.path(name), "Member must not be null")
        }
        return text
    }

    /// An integer of a range; nil where it is absent.
    func integer(_ name: String, _ range: ClosedRange<Int>) throws(StreamRefusal) -> Int? {
        guard let value = try read({ () throws(JSONMemberError) in try members.integer(name) })
        else { return nil }
        if value < range.lowerBound {
            throw .constraint(
                String(value), at: Self.path(name),
                "Member must have value greater than or equal to \(range.lowerBound)")
        }
        if value > range.upperBound {
            throw .constraint(
                String(value), at: Self.path(name),
                "Member must have value less than or equal to \(range.upperBound)")
        }
        return value
    }

    /// A moment; nil where it is absent.
    func instant(_ name: String) throws(StreamRefusal) -> Instant? {
        try read { () throws(JSONMemberError) in try members.instant(name) }
    }

    /// Bytes in base64; nil where they are absent.
    func bytes(_ name: String) throws(StreamRefusal) -> [UInt8]? {
        try read { () throws(JSONMemberError) in try members.bytes(name) }
    }

    /// The objects of a list; none where it is absent.
    func objects(_ name: String) throws(StreamRefusal) -> [StreamRequest] {
        var objects: [StreamRequest] = []
        for element in try read({ () throws(JSONMemberError) in try members.elements(name) }) {
            guard let object = element.object else {
                throw StreamRefusal(
                    code: "SerializationException", message: "\(name) is not a list of objects")
            }
            objects.append(StreamRequest(JSONMembers(object)))
        }
        return objects
    }

    /// The members of an object; nil where it is absent.
    func object(_ name: String) throws(StreamRefusal) -> StreamRequest? {
        try read { () throws(JSONMemberError) in try members.members(name) }.map {
            StreamRequest($0)
        }
    }

    /// As messages name a member: with a small letter first.
    static func path(_ name: String) -> String {
        name.split(separator: ".").map { $0.prefix(1).lowercased() + $0.dropFirst() }
            .joined(separator: ".")
    }
}

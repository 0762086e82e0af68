import DDBAttributes

/// The expressions of a request, with the names and values that they share.
struct RequestExpressions {
    private(set) var inputs: ExpressionInputs

    /// Reads the names and values.
    ///
    /// - Parameter kinds: The expressions that the operation takes.
    init(_ members: RequestMembers, takes kinds: [ExpressionKind]) throws(ServiceRefusal) {
        try LegacyParameters.refuse(members)
        let names = try members.strings("ExpressionAttributeNames")
        let values = try Self.values(members)
        do throws(ExpressionError) {
            try ExpressionInputs.checkPresence(
                hasNames: names != nil, hasValues: values != nil,
                of: kinds.map { ($0, members[$0.rawValue] != nil) })
            inputs = try ExpressionInputs(
                names: names.map { $0.map { (placeholder: $0.name, name: $0.value) } },
                values: values)
        } catch {
            throw .validation(error.message)
        }
    }

    /// Reads an expression; nil where the request has none.
    mutating func parse<Expression>(
        _ members: RequestMembers, _ kind: ExpressionKind,
        _ read: (String, inout ExpressionInputs) throws(ExpressionError) -> Expression
    ) throws(ServiceRefusal) -> Expression? {
        guard let text = try members.string(kind.rawValue) else { return nil }
        do throws(ExpressionError) {
            return try read(text, &inputs)
        } catch {
            throw .validation(error.message)
        }
    }

    /// Refuses names and values that no expression has used.
    func checkAllUsed() throws(ServiceRefusal) {
        do throws(ExpressionError) {
            try inputs.checkAllUsed()
        } catch {
            throw .validation(error.message)
        }
    }

    private static func values(_ members: RequestMembers) throws(ServiceRefusal) -> Item? {
        guard var cursor = members.cursor("ExpressionAttributeValues") else { return nil }
        var values = Item()
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            let placeholder = cursor.string(name)
            let range = try cursor.skipValue()
            values[placeholder] = try value(placeholder, members.bytes, range)
        }
        return values
    }

    /// Reads one value; what is wrong with it is said with its placeholder.
    private static func value(
        _ placeholder: String, _ bytes: [UInt8], _ range: Range<Int>
    ) throws(ServiceRefusal) -> AttributeValue {
        var wire = Array(#"{"v":"#.utf8)
        wire.append(contentsOf: bytes[range])
        wire.append(UInt8(ascii: "}"))
        var cursor = WireCursor(wire)
        var reader = ItemReader()
        do throws(ServiceRefusal) {
            try reader.read(&cursor)
        } catch {
            guard error.code == "ValidationException" else { throw error }
            throw .validation(
                "ExpressionAttributeValues contains invalid value: \(error.message) for key"
                    + " \(placeholder)")
        }
        return StoredItem(wire: reader.item, size: reader.size).item["v"] ?? .null
    }
}

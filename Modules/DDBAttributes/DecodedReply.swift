public import DDBJSON

/// A reply of DynamoDB: its items in a batch, and its other members as they came.
public struct DecodedReply: Sendable {
    /// A member that holds no items.
    public struct Member: Sendable {
        /// The name.
        public let name: String
        /// The value's JSON text, byte for byte as it came.
        public let wire: [UInt8]
    }

    /// The items.
    public let batch: ItemBatch
    /// Whether the member that holds items was there, empty or not.
    public let hasItems: Bool
    /// The other members in their order, without those that are `null`.
    public let members: [Member]

    /// The JSON text of a member; nil where it is absent or `null`.
    public subscript(name: String) -> [UInt8]? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.wire
    }

    /// Builds an object of the members but for those named, which are left as text.
    ///
    /// - Throws: `JSONError` where a member names another twice or exceeds a limit.
    public func object(
        without names: Set<String> = [], limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONObject {
        var object = JSONObject()
        for member in members where !names.contains(member.name) {
            let value = try unsafe JSONValue.parse(member.wire.span.bytes, limits: limits)
            object[member.name] = value
        }
        return object
    }
}

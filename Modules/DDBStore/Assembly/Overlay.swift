import DDBJSON

/// Lays a row's `_rest` over what its columns hold.
///
/// Both are DynamoDB JSON. An overlay replaces what it stands over, with three exceptions: an M
/// over an M adds and replaces fields; an L over an L goes element by element; `{"M":{}}` over
/// anything that is there adds nothing, so it stands for an element of a list that needs no
/// completing.
enum Overlay {
    /// The type that stands for an element that a list's column does not hold, until an overlay
    /// replaces it.
    static let absentName = "?"

    private static let limits = JSONLimits(
        byteCountMax: 16 << 20, depthMax: 128, valueCountMax: 4 << 20)

    static func parse(_ text: [UInt8]) throws -> JSONObject {
        guard let object = try parseValue(text).object else {
            throw StoreError(.damaged, "A row's `_rest` is not an object.")
        }
        return object
    }

    static func parseValue(_ text: [UInt8]) throws -> JSONValue {
        do {
            return unsafe try JSONValue.parse(text.span.bytes, limits: limits)
        } catch {
            throw StoreError(
                .damaged, "A row's JSON cannot be read; run `ddbkit store verify`.", cause: error)
        }
    }

    static func merged(base: JSONObject, overlay: JSONObject) -> JSONObject {
        var result = base
        for member in overlay.members {
            result[member.name] =
                result[member.name].map { merged($0, member.value) } ?? member.value
        }
        return result
    }

    static func merged(_ base: JSONValue, _ over: JSONValue) -> JSONValue {
        guard let over = over.object?.members.first, let base = base.object?.members.first else {
            return over
        }
        switch (base.name, over.name) {
        case (absentName, _):
            return single(over.name, over.value)
        case ("M", "M"):
            guard let left = base.value.object, let right = over.value.object else { break }
            return single("M", .object(merged(base: left, overlay: right)))
        case (_, "M"):
            if let fields = over.value.object, fields.count == 0 {
                return single(base.name, base.value)
            }
        case ("L", "L"):
            guard let left = base.value.array, let right = over.value.array,
                left.count == right.count
            else { break }
            return single("L", .array(zip(left, right).map { merged($0, $1) }))
        default: break
        }
        return single(over.name, over.value)
    }

    static func single(_ name: String, _ value: JSONValue) -> JSONValue {
        var object = JSONObject()
        object[name] = value
        return .object(object)
    }
}

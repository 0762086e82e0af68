public import DDBJSON

/// A column, or a field of a struct.
public struct DeltaField: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The type.
    public var type: DeltaType
    /// Whether the field may be null.
    public var isNullable: Bool
    /// Notes on the field, JSON values of any kind.
    public var metadata: JSONObject

    /// Creates a field.
    public init(
        _ name: String, _ type: DeltaType, isNullable: Bool = true,
        metadata: JSONObject = JSONObject()
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.metadata = metadata
    }

    /// Compares names by bytes.
    public static func == (left: DeltaField, right: DeltaField) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.type == right.type
            && left.isNullable == right.isNullable && left.metadata == right.metadata
    }
}

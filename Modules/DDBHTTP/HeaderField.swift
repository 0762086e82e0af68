/// One line of a head: a name, compared without case, and a value.
public struct HeaderField: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The name as it was written.
    public var name: String
    /// The value, without the white space around it where a transport read it.
    public var value: String

    /// Creates a field.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Whether this is the field of that name, whatever the case of ASCII letters.
    public func isNamed(_ other: String) -> Bool {
        equalsIgnoringCase(name, other)
    }

    /// The name alone: values may be credentials.
    public var description: String { name }

    /// The name alone: values may be credentials.
    public var debugDescription: String { name }

    /// A mirror of the name alone.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Compares as HTTP does names: without the case of ASCII letters.
func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let left = left.utf8.span
    let right = right.utf8.span
    for index in left.indices where left[index] != right[index] {
        guard lowered(left[index]) == lowered(right[index]) else { return false }
    }
    return true
}

private func lowered(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// An attribute that items are found by.
struct KeyPart: Sendable, Hashable {
    /// The name.
    let name: String
    /// The name as it stands between quotes in JSON.
    let wireName: [UInt8]
    /// String, number or binary.
    let kind: WireAttribute.Kind
}

public import DDBHTTP

extension ErrorEnvelope {
    /// The most bytes of a body that are looked at; a longer one counts as none.
    public static let bodyBytesMax = 16 << 20

    /// Reads what a service said.
    ///
    /// - Parameters:
    ///   - body: The whole body, inflated.
    ///   - keepsItems: Whether items inside the reply are kept.
    public static func decode(
        status: Int, headers: HeaderFields, body: [UInt8], keepsItems: Bool = false
    ) -> ErrorEnvelope {
        ErrorEnvelope(status: status)
    }
}

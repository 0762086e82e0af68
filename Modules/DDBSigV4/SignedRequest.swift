public import DDBHTTP

/// A request that carries its signature, ready for a transport.
public struct SignedRequest: Sendable {
    /// The request to send.
    public let request: TransportRequest
    /// Its signature.
    public let signature: Signature
}

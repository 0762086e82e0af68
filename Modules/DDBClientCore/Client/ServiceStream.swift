public import DDBHTTP

/// The head of what a service answers, and its body as it comes.
public struct ServiceStream: Sendable {
    /// The status, 200 to 299.
    public let status: Int
    /// The fields of the head.
    public let headers: HeaderFields
    /// The body as it comes over the wire, not inflated, to read or to abandon.
    public let body: any BodyReader
    /// AWS's id of the request.
    public let requestID: String?
    /// How many attempts it took until the head was there, 1 or more.
    public let attemptCount: Int
}

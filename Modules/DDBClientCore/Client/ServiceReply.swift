public import DDBHTTP

/// What a service answered, its body whole and checked.
public struct ServiceReply: Sendable {
    /// The status, 200 to 299.
    public let status: Int
    /// The fields of the head.
    public let headers: HeaderFields
    /// The body, inflated where it came compressed.
    public let body: [UInt8]
    /// AWS's id of the request.
    public let requestID: String?
    /// How many attempts it took, 1 or more.
    public let attemptCount: Int
}

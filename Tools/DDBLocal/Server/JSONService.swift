/// A service of AWS's JSON protocol, which is told the operation and the body and returns a body.
///
/// Signatures, checksums, request ids and faults are the business of ``JSONEndpoint``.
protocol JSONService: Sendable {
    /// What stands before the point in `x-amz-target`, such as `DynamoDB_20120810`.
    var targetPrefix: String { get }
    /// The name that requests are signed under.
    var signingName: String { get }
    /// Such as `application/x-amz-json-1.0`.
    var contentType: String { get }
    /// Whether replies have `x-amz-crc32`.
    var sendsChecksum: Bool { get }
    /// The names of the operations.
    var operations: Set<String> { get }

    /// Performs an operation.
    ///
    /// - Returns: The body of the reply.
    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8]
}

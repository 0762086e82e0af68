/// Operations of DynamoDB that another room performs, as exports and Kinesis destinations.
protocol DynamoDBExtension: Sendable {
    /// The names of the operations.
    var operations: Set<String> { get }

    /// Performs an operation.
    ///
    /// - Returns: The body of the reply.
    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8]
}

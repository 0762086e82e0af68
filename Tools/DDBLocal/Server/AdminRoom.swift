import DDBJSON

/// A part of the endpoint that can be driven from outside, below `/_ddbkit/<name>`.
protocol AdminRoom: Sendable {
    /// Answers a request.
    ///
    /// - Parameter path: What follows the name of the room.
    func admin(
        method: String, path: [String], body: JSONValue
    ) async throws(ServiceRefusal) -> JSONValue
}

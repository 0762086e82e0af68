import Foundation

/// What botocore sends for the calls of `Tests/Interop/botocore_requests.py`.
public struct BotocoreRequests: Sendable {
    /// One request.
    public struct Request: Sendable {
        /// The value of `X-Amz-Target`.
        public let target: String
        /// The value of `Content-Type`.
        public let contentType: String
        /// The body, as ``CanonicalText`` spells it.
        public let body: String
    }

    /// The requests by case.
    public let requests: [String: Request]

    /// Runs botocore for a service.
    public init(service: String) throws {
        let text = try TestPython.run("botocore_requests.py", service)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        var requests: [String: Request] = [:]
        for (name, request) in object as? [String: [String: Any]] ?? [:] {
            requests[name] = Request(
                target: request["target"] as? String ?? "",
                contentType: request["contentType"] as? String ?? "",
                body: try CanonicalText.json(of: request["body"] ?? NSNull()))
        }
        self.requests = requests
    }
}

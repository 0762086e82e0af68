import DDBBase
import DDBHTTP
import DDBHTTPCurl
public import DDBJSON

/// Calls a local endpoint that checks no signatures, with JSON for a question and an answer.
public struct JSONCaller: Sendable {
    /// A call that was refused.
    public struct Refusal: Error, CustomStringConvertible {
        /// What was asked, and what came.
        public let description: String
    }

    private let endpoint: Endpoint
    private let transport: CurlTransport

    /// Makes a caller of `http://host:port`.
    public init(endpoint text: String) throws {
        guard let endpoint = Endpoint(parsing: text) else {
            throw Refusal(description: "'\(text)' is no endpoint")
        }
        self.endpoint = endpoint
        transport = try CurlTransport(environment: ProcessEnvironment([:]))
    }

    /// Calls an operation of DynamoDB.
    @discardableResult
    public func call(_ operation: String, _ body: String) async throws -> JSONValue {
        try await send(
            TransportRequest(
                .post, endpoint,
                headers: [
                    "content-type": "application/x-amz-json-1.0",
                    "x-amz-target": "DynamoDB_20120810.\(operation)",
                ], body: .bytes(Array(body.utf8))), operation)
    }

    /// Asks the endpoint itself for something, such as `streams/roll`.
    @discardableResult
    public func admin(_ path: String, _ body: String) async throws -> JSONValue {
        try await send(
            TransportRequest(
                .post, endpoint, path: "/_ddbkit/" + path, body: .bytes(Array(body.utf8))), path)
    }

    private func send(_ request: TransportRequest, _ what: String) async throws -> JSONValue {
        let response = try await transport.send(request)
        let bytes = try await response.body.collect(limit: 64 << 20)
        guard response.status == 200 else {
            throw Refusal(
                description: "\(what): \(response.status) \(String(decoding: bytes, as: UTF8.self))"
            )
        }
        return bytes.isEmpty ? .null : try JSONValue.parse(bytes.span.bytes)
    }
}

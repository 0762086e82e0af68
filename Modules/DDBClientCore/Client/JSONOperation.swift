package import DDBJSON

/// A request to a JSON service: the thin clients describe what to send, ``ServiceClient`` sends it.
package protocol JSONOperation: JSONWritable, Sendable {
    /// The operation as AWS names it.
    static var operation: String { get }
    /// Whether `LimitExceededException` means "too fast".
    static var retriesLimitExceeded: Bool { get }
    /// The most bytes of a reply.
    static var replyBytesMax: Int { get }
    /// The most bytes of a request.
    static var requestBytesMax: Int { get }
    /// The table or stream, by name or ARN; an ARN can change the endpoint.
    var resource: String? { get }
    /// Whether the items of refusals are kept: the request asks the service for them.
    var keepsErrorItems: Bool { get }
    /// The identifier of the Kinesis stream that is called, where the request names it so.
    var streamID: String? { get }
    /// Refuses what the service would refuse for its size, before anything is sent.
    func validate() throws(ClientError)
}

extension JSONOperation {
    package static var retriesLimitExceeded: Bool { true }
    package static var replyBytesMax: Int { 16 << 20 }
    package static var requestBytesMax: Int { .max }
    package var resource: String? { nil }
    package var keepsErrorItems: Bool { false }
    package var streamID: String? { nil }
    package func validate() throws(ClientError) {}

    /// The error of a request that is not sent.
    package static func invalid(_ detail: String) -> ClientError {
        ClientError(.invalidCall, operation: operation, detail)
    }

    /// The error of a reply that cannot be read, `detail` beginning with the member.
    package static func badReply(
        _ detail: String, of reply: ServiceReply, cause: (any Error)?
    ) -> ClientError {
        ClientError(
            .badResponse, operation: operation, "The reply to \(operation) is malformed: \(detail)",
            status: reply.status, requestID: reply.requestID, attempts: reply.attemptCount,
            delivery: .unknown, cause: cause)
    }
}

extension ServiceClient {
    /// Sends a request and returns its reply as it came.
    ///
    /// - Throws: ``ClientError``; `CancellationError`.
    package func send<Request: JSONOperation>(_ request: Request) async throws -> ServiceReply {
        try request.validate()
        var writer = JSONWriter()
        writer.structure(request)
        let body = writer.takeBytes()
        guard body.count <= Request.requestBytesMax else {
            throw Request.invalid(
                "The request has \(body.count) bytes of JSON; the service takes at most "
                    + "\(Request.requestBytesMax). Send fewer items at once.")
        }
        let arn = request.resource.flatMap { $0.hasPrefix("arn:") ? $0 : nil }
        var call = ServiceCall.json(
            Request.operation, body: body,
            target: CallTarget(resourceARN: arn, streamID: request.streamID),
            retriesLimitExceeded: Request.retriesLimitExceeded)
        call.replyBytesMax = Request.replyBytesMax
        call.keepsErrorItems = request.keepsErrorItems
        return try await self.call(call)
    }

    /// Sends a request and reads the structure that answers it.
    ///
    /// - Throws: ``ClientError``; `CancellationError`.
    package func reply<Request: JSONOperation, Reply: JSONReadable>(
        to request: Request
    ) async throws -> Reply {
        try Request.read(try await send(request))
    }
}

extension JSONOperation {
    /// Reads the structure that a reply holds.
    package static func read<Reply: JSONReadable>(
        _ reply: ServiceReply
    ) throws(ClientError) -> Reply {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(reply.body.span.bytes)
        } catch {
            throw badReply(error.message, of: reply, cause: error)
        }
        guard let object = value.object else {
            throw badReply("It is not an object.", of: reply, cause: nil)
        }
        return try read(object, of: reply)
    }

    /// Reads the structure that members of a reply make.
    package static func read<Reply: JSONReadable>(
        _ object: JSONObject, of reply: ServiceReply
    ) throws(ClientError) -> Reply {
        do throws(JSONMemberError) {
            return try Reply(JSONMembers(object))
        } catch {
            throw badReply("\(error.path) \(error.problem).", of: reply, cause: error)
        }
    }
}

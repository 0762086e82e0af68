import DDBClientCore
import DDBHTTP
import DDBXML

extension S3Client {
    /// Calls an operation and returns its whole answer.
    func send(_ call: ServiceCall) async throws -> ServiceReply {
        try await inRegion(of: call) { try await $0.call(call) }
    }

    /// Calls an operation and returns the head of its answer.
    func open(_ call: ServiceCall) async throws -> ServiceStream {
        try await inRegion(of: call) { try await $0.open(call) }
    }

    /// Calls an operation that may answer 200 and put an error into its document, as those do that
    /// begin to answer before they know; such an error is treated as any other.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    func sendLong<Document: Decodable>(
        _ call: ServiceCall, root: String, as type: Document.Type
    ) async throws -> (reply: ServiceReply, document: Document) {
        var attempt = 0
        var attemptCount = 0
        while true {
            let reply: ServiceReply
            do {
                reply = try await send(call)
            } catch var error as ClientError where attempt > 0 {
                // Those that answered with an error may have succeeded in the end.
                error.delivery = .unknown
                throw error
            }
            attemptCount += reply.attemptCount
            guard let fault = try fault(in: reply, of: call, attempts: attemptCount) else {
                return (reply, try decode(reply, of: call, root: root, as: type))
            }
            let isPassing = fault.category == .transient || fault.category == .throttling
            guard isPassing, attempt < settings.faultRetriesMax else { throw fault }
            try await pause(before: attempt)
            attempt += 1
        }
    }

    /// Reads the document of a reply.
    func decode<Document: Decodable>(
        _ reply: ServiceReply, of call: ServiceCall, root: String, aliases: [String] = [],
        as type: Document.Type
    ) throws(S3Error) -> Document {
        do {
            return try XMLDocument.decode(
                type, from: reply.body, root: root, aliases: aliases, limits: documentLimits)
        } catch {
            throw malformed(call, reply.requestID, error)
        }
    }

    private var documentLimits: XMLLimits { XMLLimits(byteCountMax: settings.documentBytesMax) }

    private func malformed(
        _ call: ServiceCall, _ requestID: String?, _ error: XMLError
    ) -> S3Error {
        S3Error(
            .malformedReply,
            "What came back is no answer to \(call.operation) on bucket "
                + "'\(call.target.bucket ?? "")' (request \(requestID ?? "without id")): "
                + "\(error.message) Look for something between here and S3 that answers itself.",
            cause: error)
    }

    private func fault(
        in reply: ServiceReply, of call: ServiceCall, attempts: Int
    ) throws(S3Error) -> ClientError? {
        do {
            guard try XMLDocument.root(of: reply.body, limits: documentLimits) == "Error" else {
                return nil
            }
        } catch {
            throw malformed(call, reply.requestID, error)
        }
        let envelope = ErrorEnvelope.decode(
            status: reply.status, headers: reply.headers, body: reply.body)
        return ClientError(
            operation: call.operation, envelope: envelope,
            category: ErrorClassifier.category(of: envelope, plane: .data), attempts: attempts,
            delivery: attempts > 1 ? .unknown : nil)
    }

    /// Works with the client of the region in which the bucket is, as far as that is known, and
    /// once more where the answer names another.
    private func inRegion<Reply>(
        of call: ServiceCall, _ work: (ServiceClient) async throws -> Reply
    ) async throws -> Reply {
        guard let bucket = call.target.bucket else {
            preconditionFailure("every call of S3 here is about a bucket")
        }
        let (client, asked) = clients.client(for: bucket)
        do {
            return try await work(client)
        } catch let error as ClientError {
            let found: String
            switch RegionHint(error, asked: asked) {
            case .none: throw error
            case .region(let region): found = region
            case .elsewhere:
                guard let region = try await locate(bucket, with: client, asked: asked) else {
                    throw error
                }
                found = region
            }
            clients.remember(bucket, in: found)
            return try await work(clients.client(for: bucket).client)
        }
    }

    /// Asks in which region a bucket is: the answer to HEAD says so even where it is a refusal.
    private func locate(
        _ bucket: String, with client: ServiceClient, asked: String
    ) async throws -> String? {
        let call = ServiceCall("HeadBucket", method: .head, target: CallTarget(bucket: bucket))
        let region: String?
        do {
            let stream = try await client.open(call)
            stream.body.abandon()
            region = stream.headers["x-amz-bucket-region"]
        } catch let error as ClientError {
            region = error.region
        }
        return region.flatMap { RegionHint.isName($0) && $0 != asked ? $0 : nil }
    }
}

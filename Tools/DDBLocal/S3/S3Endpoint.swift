import DDBBase
import DDBHTTP
import DDBSigV4

/// Answers the requests of S3 in the path style: proves the caller, reads the body, shows the
/// faults that are asked for.
struct S3Endpoint: LocalEndpoint {
    /// How far the moment of a signature may be from the machine's clock: 15 minutes.
    static let skewMicroseconds: Int64 = 900_000_000

    let service: S3Service
    let check: CallerCheck
    let screen: FaultScreen
    let random: any RandomSource

    func answer(_ request: LocalRequest) async -> LocalReply {
        let identifier = requestID()
        var reply: LocalReply
        do throws(S3Refusal) {
            reply = try await answer(request, identifier)
        } catch {
            reply = Self.reply(error, to: request, identifier)
        }
        reply.headers.append("x-amz-request-id", identifier)
        reply.headers.append("x-amz-id-2", Base64.encode(Array(identifier.utf8).span.bytes))
        reply.headers.append("server", "AmazonS3")
        return reply
    }

    private func answer(
        _ request: LocalRequest, _ identifier: String
    ) async throws(S3Refusal) -> LocalReply {
        var call: S3Call
        let form: PayloadForm
        let caller: Caller
        do throws(S3Refusal) {
            (call, form, caller) = try proven(request)
        } catch {
            await S3Body.drain(request.body)
            throw error
        }
        call.body = try await S3Body.read(request, form, seed: caller.signature)
        if call.operation != .completeMultipartUpload { try call.body.checkPromise() }
        let proven = call
        return await screen.answer(
            proven.operation.rawValue,
            throttled: Self.reply(.slowDown, to: request, identifier),
            failed: Self.reply(.internalError, to: request, identifier),
            wrongChecksum: Self.spoilChecksum
        ) {
            do throws(S3Refusal) {
                return try await service.perform(proven)
            } catch {
                return Self.reply(error, to: request, identifier)
            }
        }
    }

    /// The call of a request that proves who makes it, without its body.
    private func proven(
        _ request: LocalRequest
    ) throws(S3Refusal) -> (S3Call, PayloadForm, Caller) {
        let (bucket, key) = try Self.resource(request.path)
        let query = QueryItem.decode(request.query)
        let operation = try S3Operation(
            method: request.method, bucket: bucket, key: key, query: query,
            headers: request.headers)
        let isPresigned = query.contains { $0.name == "X-Amz-Signature" }
        let text = request.headers["x-amz-content-sha256"]
        if text == nil, !isPresigned, request.headers.contains(name: "authorization") {
            throw .invalidRequest(
                "Missing required header for this request: x-amz-content-sha256")
        }
        let form = try PayloadForm(text)
        let caller: Caller
        do throws(CallerRefusal) {
            caller = try check.caller(
                of: request, payloadHash: form.text, service: "s3", path: .single,
                skewMicroseconds: Self.skewMicroseconds)
        } catch {
            throw S3Refusal(error, isPresigned: isPresigned)
        }
        let call = S3Call(
            operation: operation, bucket: bucket, key: key, query: query,
            headers: request.headers, body: S3Body())
        return (call, form, caller)
    }

    /// The bucket and the key of a path; empty where it names none.
    private static func resource(
        _ path: String
    ) throws(S3Refusal) -> (bucket: String, key: String) {
        let bytes = PercentEncoding.decode(path.utf8.dropFirst())
        let cut = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        let key = bytes[cut...].dropFirst()
        guard let text = String(validating: key, as: UTF8.self),
            let bucket = String(validating: bytes[..<cut], as: UTF8.self)
        else { throw S3Refusal(400, "InvalidURI", "Couldn't parse the specified URI.") }
        guard key.count <= S3Limits.keyBytesMax else {
            throw S3Refusal(
                400, "KeyTooLongError", "Your key is too long",
                [
                    ("Size", String(key.count)), ("MaxSizeAllowed", String(S3Limits.keyBytesMax)),
                ])
        }
        return (bucket, text)
    }

    private func requestID() -> String {
        String(random.next() | 1 << 63, radix: 16, uppercase: true)
    }

    static func reply(
        _ refusal: S3Refusal, to request: LocalRequest, _ identifier: String
    ) -> LocalReply {
        var headers = refusal.headers
        guard request.method != "HEAD", refusal.status != 304 else {
            return LocalReply(status: refusal.status, headers: headers)
        }
        var writer = XMLWriter("Error")
        writer.element("Code", refusal.code)
        writer.element("Message", refusal.message)
        for (name, value) in refusal.details { writer.element(name, value) }
        writer.element("Resource", request.path)
        writer.element("RequestId", identifier)
        writer.element("HostId", Base64.encode(Array(identifier.utf8).span.bytes))
        headers.append("content-type", "application/xml")
        return LocalReply(
            status: refusal.status, headers: headers, body: .bytes(writer.finished()))
    }

    /// Changes the checksum of an object, as far as a reply tells one.
    private static func spoilChecksum(_ headers: inout HeaderFields) {
        for field in headers
        where field.name.hasPrefix("x-amz-checksum-") && field.name != "x-amz-checksum-type" {
            guard var bytes = Base64.decode(field.value), !bytes.isEmpty else { continue }
            bytes[0] ^= 1
            headers[field.name] = Base64.encode(bytes.span.bytes)
        }
    }
}

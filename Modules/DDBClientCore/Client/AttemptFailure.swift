import DDBHTTP

/// How one attempt failed: the error that the caller would see, and the head that came with it.
struct AttemptFailure: Error {
    var error: ClientError
    var headers: HeaderFields

    /// What broke on the way or in the body.
    ///
    /// - Throws: `CancellationError` where that is what broke.
    init(_ cause: any Error, _ call: ServiceCall, response: TransportResponse?) throws {
        headers = response?.headers ?? [:]
        switch cause {
        case is CancellationError:
            throw CancellationError()
        case let cause as TransportError where cause.code == .bodyTooLarge:
            error = Self.local(.responseTooLarge, call, cause.message, .none, cause)
        case let cause as TransportError:
            error = Self.local(
                .transportFailed, call, cause.message, ErrorClassifier.category(of: cause), cause)
            if response == nil, cause.delivery == .notSent { error.delivery = .notSent }
        case let cause as ReplyBody.Fault:
            error = Self.damaged(cause, call)
        default:
            error = Self.local(
                .transportFailed, call, "The transport failed in a way of its own.", .none, cause)
        }
        error.status = response?.status
        error.requestID = response.flatMap { DDBClientCore.requestID(in: $0.headers) }
    }

    /// What the service refused.
    ///
    /// A body that cannot be read leaves the status to tell what happened, and a status that tells
    /// nothing of trying again leaves that to what broke: a throttle may have been cut off.
    init(refusal response: TransportResponse, _ call: ServiceCall) async throws {
        headers = response.headers
        var body: [UInt8] = []
        var fault: ReplyBody.Fault?
        var broken: (any Error)?
        do {
            body = try await ReplyBody.read(response, limit: ErrorEnvelope.bodyBytesMax)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as ReplyBody.Fault {
            fault = error
        } catch {
            broken = error
        }
        let envelope = ErrorEnvelope.decode(
            status: response.status, headers: response.headers, body: body,
            keepsItems: call.keepsErrorItems)
        if let fault, envelope.code == nil {
            error = Self.damaged(fault, call)
            error.status = response.status
            error.requestID = envelope.requestID
            return
        }
        let category = ErrorClassifier.category(
            of: envelope, plane: call.retriesLimitExceeded ? .data : .control)
        if let broken, envelope.code == nil, category == .none {
            self = try AttemptFailure(broken, call, response: response)
            error.delivery = .refused
        } else {
            error = ClientError(operation: call.operation, envelope: envelope, category: category)
        }
    }

    private static func damaged(_ fault: ReplyBody.Fault, _ call: ServiceCall) -> ClientError {
        switch fault {
        case .wrongChecksum:
            local(
                .checksumMismatch, call,
                "The body of the response does not have the checksum of its head, "
                    + "x-amz-crc32; something on the way changes bytes.", .transient, nil)
        case .tooLarge(let limit):
            local(
                .responseTooLarge, call,
                "The body of the response has more than \(limit) bytes when it is inflated; raise "
                    + "the limit or ask for less.", .none, nil)
        case .undecodable(let cause):
            local(
                .badResponse, call,
                "The body of the response is not the gzip stream that its head announces.",
                .transient, cause)
        case .unknownEncoding(let name):
            local(
                .badResponse, call,
                "The body of the response has "
                    + (name.map { "the content-encoding '\($0)'" } ?? "a content-encoding")
                    + ", which was not asked for; look for a proxy that compresses.", .none, nil)
        }
    }

    private static func local(
        _ code: ClientError.Code, _ call: ServiceCall, _ detail: String,
        _ category: ErrorCategory, _ cause: (any Error)?
    ) -> ClientError {
        ClientError(
            code, operation: call.operation, detail, category: category, delivery: .unknown,
            cause: cause)
    }
}

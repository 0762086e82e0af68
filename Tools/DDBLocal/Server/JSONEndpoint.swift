import DDBBase
import DDBHTTP

/// Answers the requests of one JSON service: proves the caller, shows the faults that are asked
/// for, and gives replies their checksum.
struct JSONEndpoint: LocalEndpoint {
    /// The most bytes of a request: 16 MB.
    static let bodyBytesMax = 16 << 20

    let service: any JSONService
    let check: CallerCheck
    /// What is written before a call is answered; nil where nothing is kept.
    let journal: Journal?
    let faults: FaultPlan
    let machine: any TimeSource
    let random: any RandomSource

    func answer(_ request: LocalRequest) async -> LocalReply {
        let body: [UInt8]
        do {
            body = try await request.body.collect(byteCountMax: Self.bodyBytesMax)
        } catch is LocalRequestBody.TooLarge {
            return reply(
                .validation("Request size exceeded \(Self.bodyBytesMax) bytes"), status: 413)
        } catch {
            // The connection has ended, so nobody reads this.
            return LocalReply(status: 400, ending: .reset)
        }
        do throws(ServiceRefusal) {
            return try await answer(request, body)
        } catch {
            return reply(error, status: error.status)
        }
    }

    private func answer(
        _ request: LocalRequest, _ body: [UInt8]
    ) async throws(ServiceRefusal) -> LocalReply {
        let target = request.headers["x-amz-target"] ?? ""
        let operation = String(target.drop { $0 != "." }.dropFirst())
        guard service.operations.contains(operation) else {
            throw ServiceRefusal(
                family: .service, code: "UnknownOperationException", message: "")
        }
        let caller: Caller
        do throws(CallerRefusal) {
            caller = try check.caller(of: request, body: body, service: service.signingName)
        } catch {
            throw error.refusal(service: service.signingName)
        }
        var call = JSONCall(
            operation: operation, body: body, caller: caller, authority: request.authority,
            random: random.next())
        let faults = faults.faults(of: operation)
        guard !faults.isEmpty else { return reply(try await perform(call)) }
        call.faults = Set(faults)
        return try await answer(call, faults)
    }

    private func answer(
        _ call: JSONCall, _ faults: [FaultKind]
    ) async throws(ServiceRefusal) -> LocalReply {
        for case .latency(let milliseconds) in faults {
            // A connection that ends meanwhile ends the wait, and then the answer is for nobody.
            _ = try? await machine.sleep(for: .milliseconds(milliseconds))
        }
        if call.faults.contains(.resetBefore) { return LocalReply(ending: .reset) }
        if call.faults.contains(.throttle) { throw Self.throttled(call.operation) }
        if call.faults.contains(.errorBefore) { throw .internalError }
        var reply: LocalReply
        do throws(ServiceRefusal) {
            reply = self.reply(try await perform(call))
        } catch {
            reply = self.reply(error, status: error.status)
        }
        if call.faults.contains(.errorAfter) { throw .internalError }
        if call.faults.contains(.resetAfter) { reply.ending = .reset }
        if call.faults.contains(.truncate) { reply.ending = .truncated }
        if call.faults.contains(.wrongChecksum), let right = reply.headers["x-amz-crc32"] {
            reply.headers["x-amz-crc32"] = String((UInt32(right) ?? 0) ^ 1)
        }
        return reply
    }

    /// Performs a call, and returns once what it did is kept.
    private func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        let body = try await service.perform(call)
        guard let journal else { return body }
        do throws(JournalError) {
            try await journal.flush()
        } catch {
            var refusal = ServiceRefusal.internalError
            refusal.message = error.message
            throw refusal
        }
        return body
    }

    private static func throttled(_ operation: String) -> ServiceRefusal {
        switch operation {
        case "DescribeStream", "GetShardIterator", "ListStreams", "CreateTable", "UpdateTable",
            "DeleteTable", "DescribeTable", "ListTables":
            ServiceRefusal(
                family: .availability, code: "ThrottlingException", message: "Rate exceeded")
        default: ThroughputLimits.exceeded
        }
    }

    private func reply(_ body: [UInt8]) -> LocalReply {
        LocalReply(headers: headers(body), body: .bytes(body))
    }

    private func reply(_ refusal: ServiceRefusal, status: Int) -> LocalReply {
        let body = refusal.body
        return LocalReply(status: status, headers: headers(body), body: .bytes(body))
    }

    private func headers(_ body: [UInt8]) -> HeaderFields {
        var headers: HeaderFields = ["content-type": service.contentType]
        if service.sendsChecksum {
            headers.append("x-amz-crc32", String(CRC32.checksum(body.span.bytes)))
        }
        return headers
    }
}

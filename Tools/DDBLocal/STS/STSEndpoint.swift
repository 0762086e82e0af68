import DDBBase
import DDBHTTP

/// Answers the requests of STS: forms in, XML out.
struct STSEndpoint: LocalEndpoint {
    /// The most bytes of a form: a token, its policies, and all of it in escapes.
    static let bodyBytesMax = 1 << 18
    static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    let service: STSService
    let check: CallerCheck
    let screen: FaultScreen
    let random: any RandomSource
    /// What is written before a call is answered; nil where nothing is kept.
    let journal: Journal?

    func answer(_ request: LocalRequest) async -> LocalReply {
        let identifier = random.uuid()
        let body: [UInt8]
        do {
            body = try await request.body.collect(byteCountMax: Self.bodyBytesMax)
        } catch is LocalRequestBody.TooLarge {
            return Self.reply(
                STSRefusal(413, "RequestEntityTooLarge", "The request is too large."), identifier)
        } catch {
            // The connection has ended, so nobody reads this.
            return LocalReply(status: 400, ending: .reset)
        }
        let parameters = Self.parameters(body)
        let operation = parameters["Action"] ?? ""
        do throws(STSRefusal) {
            let caller = try proven(request, body, parameters, operation)
            return await screen.answer(
                operation, throttled: Self.reply(.throttled, identifier),
                failed: Self.reply(.internalError, identifier), wrongChecksum: { _ in }
            ) {
                let reply = perform(operation, parameters, caller, identifier)
                do throws(JournalError) {
                    try await journal?.flush()
                } catch {
                    return Self.reply(.internalError, identifier)
                }
                return reply
            }
        } catch {
            return Self.reply(error, identifier)
        }
    }

    private func proven(
        _ request: LocalRequest, _ body: [UInt8], _ parameters: [String: String],
        _ operation: String
    ) throws(STSRefusal) -> Caller? {
        guard STSService.operationNames.contains(operation),
            parameters["Version"] == "2011-06-15"
        else {
            throw STSRefusal(
                400, "InvalidAction",
                "Could not find operation \(operation) for version"
                    + " \(parameters["Version"] ?? "NO_VERSION_SPECIFIED")")
        }
        // A token proves who calls; keys are what the caller is after.
        guard operation != "AssumeRoleWithWebIdentity" else { return nil }
        do throws(CallerRefusal) {
            return try check.caller(of: request, body: body, service: "sts")
        } catch {
            throw STSRefusal(error)
        }
    }

    private func perform(
        _ operation: String, _ parameters: [String: String], _ caller: Caller?,
        _ identifier: String
    ) -> LocalReply {
        var writer = XMLWriter(operation + "Response", namespace: Self.namespace)
        var refusal: STSRefusal?
        writer.group(operation + "Result") { writer in
            do throws(STSRefusal) {
                try service.perform(operation, parameters, caller, to: &writer)
            } catch {
                refusal = error
            }
        }
        if let refusal { return Self.reply(refusal, identifier) }
        writer.group("ResponseMetadata") { $0.element("RequestId", identifier) }
        return LocalReply(
            headers: ["content-type": "text/xml", "x-amzn-requestid": identifier],
            body: .bytes(writer.finished()))
    }

    /// The parameters of a form, in which a space is `+`.
    private static func parameters(_ body: [UInt8]) -> [String: String] {
        let spaced = body.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        var parameters: [String: String] = [:]
        for item in QueryItem.decode(String(decoding: spaced, as: UTF8.self)) {
            parameters[item.name] = item.value ?? ""
        }
        return parameters
    }

    private static func reply(_ refusal: STSRefusal, _ identifier: String) -> LocalReply {
        var writer = XMLWriter("ErrorResponse", namespace: namespace)
        writer.group("Error") { writer in
            writer.element("Type", refusal.status < 500 ? "Sender" : "Receiver")
            writer.element("Code", refusal.code)
            writer.element("Message", refusal.message)
        }
        writer.element("RequestId", identifier)
        return LocalReply(
            status: refusal.status,
            headers: ["content-type": "text/xml", "x-amzn-requestid": identifier],
            body: .bytes(writer.finished()))
    }
}

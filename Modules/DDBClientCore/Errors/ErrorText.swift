/// Puts the message of an error together.
struct ErrorText {
    private let error: ClientError

    init(_ error: ClientError) {
        self.error = error
    }

    /// What failed, what is known about it, and the next step.
    var sentences: String {
        var text = "\(error.operation) failed with \(error.code.text)"
        if let words = error.serviceMessage ?? error.detail, !words.isEmpty {
            text += ": " + words
        }
        if text.utf8.last.map({ Self.ends.contains($0) }) != true { text += "." }
        text += " (\(facts.joined(separator: ", ")))"
        if let throttles { text += " " + throttles }
        if let cancellations { text += " " + cancellations }
        if let surrender { text += " " + surrender }
        if let nextStep { text += " " + nextStep }
        return text
    }

    private static let ends: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?")]
    private static let listedMax = 5

    private var facts: [String] {
        var facts: [String] = []
        if let status = error.status { facts.append("HTTP \(status)") }
        if let requestID = error.requestID { facts.append("request \(requestID)") }
        facts.append(error.attempts == 1 ? "1 attempt" : "\(error.attempts) attempts")
        return facts
    }

    private var throttles: String? {
        guard !error.throttlingReasons.isEmpty else { return nil }
        let reasons = error.throttlingReasons.prefix(Self.listedMax).map { reason in
            reason.resource.map { "\(reason.reason) of \($0)" } ?? reason.reason
        }
        return "The limit: \(reasons.joined(separator: ", "))."
    }

    private var cancellations: String? {
        let reasons = error.cancellationReasons.enumerated().filter { $0.element.code != "None" }
        guard !reasons.isEmpty else { return nil }
        var listed = reasons.prefix(Self.listedMax).map { "\($0.element.code) (\($0.offset))" }
        if reasons.count > Self.listedMax { listed.append("and others") }
        return "Reasons, by position of the action: \(listed.joined(separator: ", "))."
    }

    private var surrender: String? {
        switch error.surrender {
        case .quotaExhausted: "It was not tried again, for too many calls of this client fail."
        case .notRepeatable: "It was not tried again, for its body cannot be sent twice."
        case .attemptsExhausted, .pointless, nil: nil
        }
    }

    /// What the reader should do, by code, else by category; what this module found wrong says so
    /// itself.
    private var nextStep: String? {
        if error.code.isLocal, error.code != .unknown { return uncertainty }
        if let step = ErrorAdvice.byCode[error.code] { return step(error) }
        if let status = error.status, 300..<400 ~= status { return ErrorAdvice.redirect }
        switch error.category {
        case .throttling:
            return error.throttlingReasons.contains(where: \.isKeyRange)
                ? "One partition is hot: spread the keys, or send more slowly."
                : "Send more slowly, or give the table more throughput."
        case .transient: return uncertainty ?? "Try again later."
        case .clockSkew: return "Set the clock of this machine."
        case .expiredCredentials: return ErrorAdvice.renew
        case .perhapsClockSkew, .unrecognizedOnce: return ErrorAdvice.checkKeys
        case .none: return uncertainty
        }
    }

    private var uncertainty: String? {
        switch error.delivery {
        case .unknown:
            reads ? nil : "It may have been done all the same: read back before doing it again."
        case .notSent, .refused: nil
        }
    }

    /// Whether the operation changes nothing, as its name tells.
    private var reads: Bool {
        ["Get", "List", "Describe", "Scan", "Query", "Head", "BatchGet"].contains {
            error.operation.hasPrefix($0)
        }
    }
}

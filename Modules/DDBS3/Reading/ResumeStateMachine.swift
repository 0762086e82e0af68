/// Decides whether an object that broke off is worth another request; performs nothing.
struct ResumeStateMachine: Sendable {
    /// What to do.
    enum Action: Equatable {
        /// Ask for the rest, after a pause of this step.
        case resume(step: Int)
        /// Report the failure.
        case giveUp
    }

    /// How many bytes from the beginning of the range have come.
    private(set) var receivedByteCount = 0
    private let stalledMax: Int
    private let resumesMax: Int
    private var stalledCount = 0
    private var resumeCount = 0

    init(stalledMax: Int, resumesMax: Int) {
        self.stalledMax = stalledMax
        self.resumesMax = resumesMax
    }

    /// Notes bytes that came.
    mutating func received(_ count: Int) {
        receivedByteCount += count
        stalledCount = 0
    }

    /// Decides after the body broke off, or could not be asked for.
    mutating func broke() -> Action {
        guard stalledCount < stalledMax, resumeCount < resumesMax else { return .giveUp }
        defer {
            stalledCount += 1
            resumeCount += 1
        }
        return .resume(step: stalledCount)
    }
}

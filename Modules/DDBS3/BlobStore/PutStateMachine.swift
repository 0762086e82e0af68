import DDBClientCore
import DDBStorage

/// Decides what a refused write of a blob means; performs nothing.
///
/// A 412 says that somebody wrote first. After an attempt whose answer was lost that somebody may
/// have been this very write, so the blob is read back.
struct PutStateMachine {
    /// What to do.
    enum Action {
        /// Report this.
        case done(PutOutcome)
        /// Report the failure.
        case fail(ClientError)
        /// Write once more, after a pause of this step.
        case writeAgain(step: Int)
        /// Look whose blob is there.
        case readBack(ClientError)
    }

    /// Whose blob is there.
    enum Found: Equatable {
        case ours, others, nothing
    }

    private let condition: PutCondition
    private let retriesMax: Int
    private var retryCount = 0
    private var isAmbiguous = false

    init(condition: PutCondition, retriesMax: Int) {
        self.condition = condition
        self.retriesMax = retriesMax
    }

    /// Decides after a write was refused, or got no answer.
    mutating func refused(_ error: ClientError) -> Action {
        if error.delivery == .unknown { isAmbiguous = true }
        if error.status == 412, condition == .ifAbsent {
            return isAmbiguous ? .readBack(error) : .done(.exists)
        }
        if error.status == 409, condition == .ifAbsent, retryCount < retriesMax {
            return writeAgain()
        }
        return isAmbiguous ? .readBack(error) : .fail(error)
    }

    /// Decides after the blob was read back.
    mutating func readBack(_ found: Found, _ error: ClientError) -> Action {
        switch (found, condition) {
        case (.ours, _): .done(.written)
        case (.others, .ifAbsent): .done(.exists)
        // Writing twice what must be written once is harmless: the condition holds for both.
        case (.nothing, .ifAbsent) where retryCount < retriesMax: writeAgain()
        case (.nothing, _), (.others, .always): .fail(error)
        }
    }

    private mutating func writeAgain() -> Action {
        defer { retryCount += 1 }
        return .writeAgain(step: retryCount)
    }
}

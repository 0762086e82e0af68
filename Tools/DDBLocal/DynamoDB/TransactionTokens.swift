import DDBBase
import Synchronization

/// Remembers what transactions with a `ClientRequestToken` have done, so that the same token does
/// nothing twice.
final class TransactionTokens: Sendable {
    /// How long a token is remembered: 10 minutes.
    static let lifeMicroseconds: Int64 = 600_000_000
    /// The most tokens that are remembered; the oldest goes first.
    static let countMax = 10_000

    private struct Entry {
        var request: [UInt8]
        var reply: [UInt8]
        var time: Instant
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var order: [String] = []
    }

    private let state = Mutex(State())

    /// The reply of an earlier request with the token; nil where there was none.
    ///
    /// - Throws: `IdempotentParameterMismatchException` where that was another request.
    func reply(_ token: String, request: [UInt8], now: Instant) throws(ServiceRefusal) -> [UInt8]? {
        guard let entry = state.withLock({ $0.entries[token] }),
            now.microseconds - entry.time.microseconds < Self.lifeMicroseconds
        else { return nil }
        guard entry.request == request else {
            throw .dynamoDB(
                "IdempotentParameterMismatchException",
                "Client token can only be re-used with the same parameters")
        }
        return entry.reply
    }

    /// Remembers a transaction that was done.
    func add(_ token: String, request: [UInt8], reply: [UInt8], now: Instant) {
        state.withLock { state in
            if state.entries[token] == nil { state.order.append(token) }
            state.entries[token] = Entry(request: request, reply: reply, time: now)
            if state.order.count > Self.countMax {
                state.entries[state.order.removeFirst()] = nil
            }
        }
    }
}

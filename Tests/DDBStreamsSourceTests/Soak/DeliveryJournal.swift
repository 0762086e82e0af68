import DDBAttributes
import DDBBase
import FollowedTables
import Synchronization

/// What the runs of a consumer were given, and when.
final class DeliveryJournal: Sendable {
    /// A time without a delivery that was longer than ``gapMin``.
    struct Gap {
        var begin: Instant
        var end: Instant
    }

    private struct State {
        var runs: [[GivenRecord]] = []
        /// When the newest record of each key was written.
        var newest: [String: Instant] = [:]
        var lastAt: Instant
        var gaps: [Gap] = []
        /// Whether nothing is acknowledged until the run ends, and how much was given since.
        var isOwing = false
        var owedCount = 0
    }

    /// What is gone after it may be lost: records stay for 24 hours.
    static let gapMin = Duration.seconds(22 * 3600)

    private let time: any TimeSource
    private let state: Mutex<State>

    init(time: any TimeSource) {
        self.time = time
        state = Mutex(State(lastAt: time.now))
    }

    var runs: [[GivenRecord]] { state.withLock { $0.runs } }

    /// The long times without a delivery, that which lasts included.
    var gaps: [Gap] {
        let now = time.now
        return state.withLock { state in
            state.gaps
                + (Self.isLong(state.lastAt, now) ? [Gap(begin: state.lastAt, end: now)] : [])
        }
    }

    /// Whether of each key a record has come that was written at a moment or later.
    func has(_ keys: [String], since moment: Instant) -> Bool {
        // Records tell whole seconds.
        let least = moment.advanced(byMicroseconds: -1_000_000)
        return state.withLock { state in
            keys.allSatisfy { key in state.newest[key].map { $0 >= least } ?? false }
        }
    }

    func beginRun() {
        state.withLock { state in
            state.runs.append([])
            state.isOwing = false
        }
    }

    /// Lets nothing be acknowledged that comes from here to the end of the run.
    ///
    /// - Returns: Whether something has come.
    func owe() -> Bool {
        state.withLock { state in
            if !state.isOwing { state.owedCount = 0 }
            state.isOwing = true
            return state.owedCount > 0
        }
    }

    /// Whether nothing is to be acknowledged.
    var isOwing: Bool { state.withLock { $0.isOwing } }

    func note(_ batch: ItemBatch) {
        let given = batch.records.map { Self.given($0, in: batch) }
        if given.isEmpty { return }
        let now = time.now
        state.withLock { state in
            if Self.isLong(state.lastAt, now) {
                state.gaps.append(Gap(begin: state.lastAt, end: now))
            }
            state.lastAt = now
            state.runs[state.runs.count - 1] += given
            state.owedCount += given.count
            for record in given {
                guard let time = record.time else { continue }
                state.newest[record.key] = max(state.newest[record.key] ?? time, time)
            }
        }
    }

    private static func isLong(_ begin: Instant, _ end: Instant) -> Bool {
        .microseconds(end.microseconds - begin.microseconds) >= gapMin
    }

    private static func given(_ record: ItemRecord, in batch: ItemBatch) -> GivenRecord {
        let digits = batch.bytes.extracting(record.order.sequenceRange)
        let sequence = (0..<digits.byteCount).map {
            Character(Unicode.Scalar(digits.unsafeLoad(fromByteOffset: $0, as: UInt8.self)))
        }
        var key = ""
        if case .string(let text)? = batch.item(at: record.keys)["pk"] { key = text }
        return GivenRecord(
            sequence: String(sequence.drop { $0 == "0" }), key: key,
            event: record.effectiveEvent.name, new: number(record.newImage, in: batch),
            old: number(record.oldImage, in: batch), time: record.eventTime,
            isExpiry: record.cause == .timeToLive)
    }

    private static func number(_ image: Int, in batch: ItemBatch) -> Int? {
        guard image >= 0, case .number(let number)? = batch.item(at: image)["n"] else { return nil }
        return Int("\(number)")
    }
}

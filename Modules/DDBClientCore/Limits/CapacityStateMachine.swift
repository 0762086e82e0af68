/// Decides who may spend units when: first come, first served, over a ``TokenBucket``.
///
/// Who asks for more than the burst is served once the bucket is full, and leaves a debt that those
/// behind wait for; as nobody passes the first in the line, nobody starves.
package struct CapacityStateMachine: Sendable {
    /// What became of a request for units.
    package enum Admission: Equatable {
        /// They are taken.
        case granted
        /// It waits at the end of the line.
        case queued
        /// The line is as long as it may be.
        case refused
    }

    package private(set) var bucket: TokenBucket
    private let waitersMax: Int
    /// Who waits, and for how many units.
    private var waiting: [UInt64: Double] = [:]
    /// The line from ``first`` on; it holds some who have left it.
    private var line: [UInt64] = []
    private var first = 0

    private static let slack = 64

    package init(bucket: TokenBucket, waitersMax: Int) {
        self.bucket = bucket
        self.waitersMax = waitersMax
    }

    /// How many wait.
    package var waiterCount: Int { waiting.count }

    /// How many places of the line are kept, of those who have left too.
    package var placeCount: Int { line.count }

    /// Takes units at once, and tells whether they were there and nobody waited.
    package mutating func pass(_ units: Double, at now: UInt64) -> Bool {
        bucket.fill(at: now)
        return waiting.isEmpty && bucket.take(units)
    }

    /// Asks for units.
    ///
    /// - Parameter waiter: Who asks; each number once.
    package mutating func ask(_ units: Double, as waiter: UInt64, at now: UInt64) -> Admission {
        if pass(units, at: now) { return .granted }
        guard waiting.count < waitersMax else { return .refused }
        waiting[waiter] = units
        line.append(waiter)
        return .queued
    }

    /// Leaves the line, and tells whether the waiter was in it.
    package mutating func leave(_ waiter: UInt64) -> Bool {
        guard waiting.removeValue(forKey: waiter) != nil else { return false }
        if line.count > 2 * waiting.count + Self.slack {
            line = line[first...].filter { waiting[$0] != nil }
            first = 0
        }
        return true
    }

    /// Serves those whose time has come, in their order.
    package mutating func serve(at now: UInt64) -> [UInt64] {
        bucket.fill(at: now)
        var served: [UInt64] = []
        while let (waiter, units) = head(), bucket.take(units) {
            waiting[waiter] = nil
            first += 1
            served.append(waiter)
        }
        if waiting.isEmpty || first > waiting.count + Self.slack {
            line.removeSubrange(..<first)
            first = 0
        }
        return served
    }

    /// Nanoseconds until the first in the line can be served; nil where nobody waits or the rate
    /// is 0.
    package mutating func wait(at now: UInt64) -> UInt64? {
        bucket.fill(at: now)
        return head().flatMap { bucket.wait(for: $0.units) }
    }

    /// Gives units back, or takes more where negative.
    package mutating func give(_ units: Double, at now: UInt64) {
        bucket.fill(at: now)
        bucket.give(units)
    }

    /// Changes the rate.
    package mutating func setRate(_ rate: Double?, burst: Double?, at now: UInt64) {
        bucket.fill(at: now)
        bucket.setRate(rate, burst: burst)
    }

    /// The first who still waits; those before, who left, lose their places.
    private mutating func head() -> (waiter: UInt64, units: Double)? {
        while first < line.count {
            if let units = waiting[line[first]] { return (line[first], units) }
            first += 1
        }
        return nil
    }
}

import Synchronization

/// Bounds the retries of all calls of one client, so that an outage is not met with a flood.
///
/// Each retry takes units, a call that succeeds gives back what its last retry took, or one unit
/// where it took none. An empty quota stops retries and never a first attempt.
public final class RetryQuota: Sendable {
    /// What retries cost.
    public struct Costs: Sendable, Hashable {
        /// The units at the start, and the most there are.
        public var capacity: Int
        /// The units of a retry.
        public var retry: Int
        /// The units of a retry after a throttle.
        public var throttled: Int
        /// The units that a call without retries gives back.
        public var success: Int

        /// Creates costs; those of the 2026 rules unless told.
        public init(capacity: Int = 500, retry: Int = 14, throttled: Int = 5, success: Int = 1) {
            self.capacity = capacity
            self.retry = retry
            self.throttled = throttled
            self.success = success
        }
    }

    /// What retries cost.
    public let costs: Costs
    private let level: Mutex<Int>

    /// Creates a full quota.
    public init(_ costs: Costs = Costs(), available: Int? = nil) {
        self.costs = costs
        level = Mutex(min(available ?? costs.capacity, costs.capacity))
    }

    /// The units that are left.
    public var available: Int { level.withLock { $0 } }

    /// Takes units, or none where fewer are left.
    func take(_ units: Int) -> Bool {
        level.withLock { level in
            guard level >= units else { return false }
            level -= units
            return true
        }
    }

    /// Gives units back.
    func give(_ units: Int) {
        level.withLock { $0 = min(costs.capacity, $0 + units) }
    }
}

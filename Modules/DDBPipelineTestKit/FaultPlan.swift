import Synchronization

/// Fails the nth of the operations that fakes report to it, once; the way to try every place at
/// which a run can break.
public final class FaultPlan: Sendable {
    /// The failure that a plan injects.
    public struct InjectedFault: Error, CustomStringConvertible {
        /// What was being done.
        public let description: String
    }

    private let remaining: Mutex<Int>
    private let count = Atomic(0)

    /// Plans to fail the operation of an index, counted from 0; nil for none.
    public init(failing index: Int? = nil) {
        remaining = Mutex(index ?? -1)
    }

    /// How many operations were reported.
    public var operationCount: Int { count.load(ordering: .relaxed) }

    /// Reports an operation.
    ///
    /// - Throws: ``InjectedFault`` where this is the one.
    public func step(_ operation: String) throws {
        count.wrappingAdd(1, ordering: .relaxed)
        let isDue = remaining.withLock { remaining in
            defer { if remaining >= 0 { remaining -= 1 } }
            return remaining == 0
        }
        if isDue { throw InjectedFault(description: "injected fault: \(operation)") }
    }
}

/// Says why units cannot be waited for.
public struct CapacityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable {
        enum Kind { case tooManyWaiters, invalidUnits }
        let kind: Kind

        /// As many callers wait as may.
        public static let tooManyWaiters = Code(kind: .tooManyWaiters)
        /// The units are negative or no number.
        public static let invalidUnits = Code(kind: .invalidUnits)
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// The call is wrong.
        case fatal
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .tooManyWaiters: .retry
        case .invalidUnits: .fatal
        }
    }

    /// The message.
    public var description: String { message }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The environment variables of a process: the only door to them.
public struct ProcessEnvironment: Sendable {
    private let lookup: @Sendable (String) -> String?

    /// The environment of this process, read at each call.
    public static let system = ProcessEnvironment { name in
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Creates an environment with these variables only.
    public init(_ variables: [String: String]) {
        lookup = { variables[$0] }
    }

    private init(lookup: @escaping @Sendable (String) -> String?) {
        self.lookup = lookup
    }

    /// The value of a variable, or nil where it is not set.
    public subscript(name: String) -> String? { lookup(name) }

    /// The value of a variable, or nil where it is not set or holds only white space.
    public func nonBlank(_ name: String) -> String? {
        guard let value = lookup(name), value.contains(where: { !$0.isWhitespace }) else {
            return nil
        }
        return value
    }
}

/// Names a method of HTTP, in upper case.
public struct RequestMethod: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    /// The name as it goes on the wire.
    public let rawValue: String

    /// Creates a method of any name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Reads.
    public static let get = RequestMethod(rawValue: "GET")
    /// Reads what GET would say, without the body.
    public static let head = RequestMethod(rawValue: "HEAD")
    /// Calls an operation.
    public static let post = RequestMethod(rawValue: "POST")
    /// Writes the whole of something.
    public static let put = RequestMethod(rawValue: "PUT")
    /// Removes.
    public static let delete = RequestMethod(rawValue: "DELETE")

    /// The name.
    public var description: String { rawValue }
}

/// Says why bytes could not be compressed or decompressed.
public struct CompressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Code: Sendable, Hashable {
        fileprivate enum Kind: Sendable { case truncated, corrupt, limitExceeded, resources }
        fileprivate let kind: Kind

        /// The input ends before its stream does.
        public static let truncated = Code(kind: .truncated)
        /// The input is not what its format or its checksum says.
        public static let corrupt = Code(kind: .corrupt)
        /// The output would be larger than the caller's limit.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// The library could not get memory.
        public static let resources = Code(kind: .resources)
    }

    /// What a caller should do about it.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change a setting, such as the limit.
        case reconfigure
        /// Fetch or make the data again.
        case corrupt
    }

    /// What kind of failure it is.
    public let code: Code
    /// What failed, and what to do.
    public let message: String

    init(_ code: Code, _ format: StaticString) {
        self.code = code
        message =
            switch code.kind {
            case .truncated: "\(format) data ends too early; fetch it again."
            case .corrupt: "\(format) data is damaged; fetch it again."
            case .limitExceeded: "\(format) data is larger than the limit; raise the limit."
            case .resources: "No memory for \(format); free some and try again."
            }
    }

    /// What a caller should do about it.
    public var disposition: Disposition {
        switch code.kind {
        case .truncated, .corrupt: .corrupt
        case .limitExceeded: .reconfigure
        case .resources: .retry
        }
    }

    /// The message.
    public var description: String { message }
}

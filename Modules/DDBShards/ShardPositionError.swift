/// Reports text that is no position of this version.
public struct ShardPositionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public struct Code: Sendable, Hashable {
        private enum Kind { case malformed, otherVersion, tooLarge }
        private let kind: Kind

        /// The text is no position.
        public static let malformed = Code(kind: .malformed)
        /// The text is of a version that this library does not read.
        public static let otherVersion = Code(kind: .otherVersion)
        /// The text is longer than positions are.
        public static let tooLarge = Code(kind: .tooLarge)
    }

    /// What is wrong.
    public let code: Code
    /// What is wrong and what to do, as a sentence.
    public let message: String

    /// The message.
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(otherVersion version: Int) {
        self.init(
            .otherVersion,
            "The positions are of version \(version), and version \(ShardPosition.version) is read;"
                + " use the release that wrote them.")
    }
}

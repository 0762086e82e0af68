/// How far a partition has been read: a text that only its source understands.
///
/// A line number, a last evaluated key, a sequence number. The pipeline stores it and hands it
/// back; it never compares two.
public struct Position: Sendable, Hashable, CustomStringConvertible {
    /// The most bytes of a position.
    ///
    /// They hold the largest key of DynamoDB as JSON, with an escape for each byte.
    public static let byteCountMax = 32 << 10

    /// The text.
    public let text: String

    /// Makes a position.
    ///
    /// - Throws: ``PipelineError`` `limitExceeded` where the text is too long.
    public init(_ text: String) throws(PipelineError) {
        guard text.utf8.count <= Self.byteCountMax else {
            throw PipelineError(
                .limitExceeded, "A position has at most \(Self.byteCountMax) bytes.")
        }
        self.text = text
    }

    private init() { text = "" }

    /// The position of what is not to be read any more.
    static let empty = Position()

    /// The text; positions may hold key values, so logs show partitions only.
    public var description: String { text }
}

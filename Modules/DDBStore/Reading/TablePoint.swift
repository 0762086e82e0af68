public import DDBBase

/// Says at which point of its history a table is read: at a version, or as it was at a moment.
public enum TablePoint: Sendable, Hashable, CustomStringConvertible {
    /// The version of this number.
    case version(Int64)
    /// The last version that was committed at this moment or before.
    case time(Instant)

    /// Reads a whole number, which is a version, or a moment of the form
    /// `2026-01-01T00:00:00[.fraction](Z|±hh:mm)`.
    ///
    /// - Returns: nil where the text is neither.
    public init?(_ text: String) {
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            guard let version = Int64(text) else { return nil }
            self = .version(version)
        } else {
            guard let moment = Instant(iso8601: text) else { return nil }
            self = .time(moment)
        }
    }

    /// What forms ``init(_:)`` takes, for messages.
    public static let forms = "a version's number, or a time like 2026-01-01T00:00:00Z"

    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .version(let version): "\(version)"
        case .time(let moment): moment.iso8601
        }
    }
}

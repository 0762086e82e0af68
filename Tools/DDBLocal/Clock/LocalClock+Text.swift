import DDBBase

/// The grammar of clock specifications.
///
/// ```
/// spec = ( "real" / "frozen" / "x" factor ) [ "@" moment ]
/// ```
/// `x60` lets an hour pass in a minute; a moment is where the clock starts, as
/// `frozen@2026-01-01T00:00:00Z`; real time starts nowhere else than now.
extension LocalClock.Mode {
    /// Says what is wrong with a clock specification.
    public struct SpecError: Error, Sendable, CustomStringConvertible {
        /// What is wrong, and what would be right.
        public let message: String

        /// The message.
        public var description: String { message }
    }

    /// Reads a mode as `--clock` takes it.
    ///
    /// - Throws: ``SpecError`` where the text is none.
    public static func parse(_ text: String) throws(SpecError) -> LocalClock.Mode {
        let at = text.firstIndex(of: "@") ?? text.endIndex
        let word = String(text[..<at])
        var start: Instant?
        if at < text.endIndex {
            let moment = String(text[text.index(after: at)...])
            start = Instant(iso8601: moment)
            guard start != nil else {
                throw SpecError(
                    message: "'\(moment)' is no moment; write it as 2026-01-01T00:00:00Z.")
            }
        }
        switch word {
        case "real" where start == nil: return .real
        case "real":
            throw SpecError(message: "A real clock starts now; say x1@MOMENT for another start.")
        case "frozen": return .frozen(at: start)
        default:
            if word.hasPrefix("x"), let factor = Double(word.dropFirst()), factor >= 0,
                factor <= 1_000_000
            {
                return .fast(factor: factor, from: start)
            }
            throw SpecError(
                message: "There is no clock '\(word)'"
                    + NearestName.hint(word, in: ["real", "frozen", "x60"]))
        }
    }
}

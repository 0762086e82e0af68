public import DDBHTTP

/// Decides which kind of failure an answer or an error is.
public enum ErrorClassifier {
    /// What kind of call was refused: it decides what `LimitExceededException` means.
    public enum Plane: Sendable, Hashable {
        /// Items, records and objects: a limit is met for moments.
        case data
        /// Tables, exports and settings: a limit is met until another operation ends.
        case control
    }

    /// The category of a refusal.
    public static func category(of envelope: ErrorEnvelope, plane: Plane = .data) -> ErrorCategory {
        .none
    }

    /// The category of a failure on the way.
    public static func category(of error: TransportError) -> ErrorCategory {
        .none
    }
}

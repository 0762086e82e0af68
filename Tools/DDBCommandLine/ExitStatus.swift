/// The statuses with which `ddbkit` ends; numbers are those of `sysexits.h` where it has one.
///
/// Scripts may rely on them: they do not change.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// All was done.
    case success = 0
    /// The command line, a configuration or a statement is wrong, or asks what cannot be done.
    case usage = 64
    /// What was read is damaged or malformed: an export, a table, a line.
    case badInput = 65
    /// What was named is not there: an export, a table or its version, a file, a document.
    case notFound = 66
    /// Something that the command needs is not installed: DuckDB's library.
    case unavailable = 69
    /// A fault of ddbkit's own.
    case internalFailure = 70
    /// What was to be made is there already: a table, a file.
    case exists = 73
    /// Reading or writing failed: no permission, no space, a broken disk.
    case io = 74
    /// It may work later or with more: another writer holds the table, a timeout passed, a
    /// statement ran out of memory, AWS throttles or cannot be reached.
    case temporary = 75
    /// AWS refuses: no credentials, ended ones, or no permission.
    case denied = 77
    /// Ctrl-C.
    case interrupted = 130
    /// SIGTERM.
    case terminated = 143

    /// What the status means, for `--help`.
    public var meaning: String {
        switch self {
        case .success: "all was done"
        case .usage: "the command line, a configuration or a statement is wrong"
        case .badInput: "what was read is damaged or malformed"
        case .notFound: "what was named is not there: an export, a table, a file"
        case .unavailable: "something needed is not installed"
        case .internalFailure: "a fault of ddbkit's own"
        case .exists: "what was to be made is there already: a table, a file"
        case .io: "reading or writing failed, standard output included"
        case .temporary: "it may work later or with more: a lock, a timeout, memory, the network"
        case .denied: "AWS refuses: no credentials, ended ones, no permission"
        case .interrupted: "Ctrl-C"
        case .terminated: "SIGTERM"
        }
    }
}

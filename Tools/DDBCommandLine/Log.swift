import Logging

/// The log of a command: warnings and worse, on standard error.
enum Log {
    static func logger() -> Logger {
        var logger = Logger(label: "ddbkit") { label in
            StreamLogHandler.standardError(label: label)
        }
        logger.logLevel = .warning
        return logger
    }
}

extension Duration {
    /// The span in seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

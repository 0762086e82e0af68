public import DDBBase

/// How long a table keeps what it no longer needs: its old log, and files that were taken out.
public struct TableRetention: Sendable, Hashable {
    /// The table property of ``logMicroseconds``.
    public static let logProperty = "delta.logRetentionDuration"
    /// The table property of ``deletedFileMicroseconds``.
    public static let deletedFileProperty = "delta.deletedFileRetentionDuration"

    /// How long the versions of the log can be read.
    public var logMicroseconds: Int64
    /// How long a file that was taken out stays for those who read an older version.
    public var deletedFileMicroseconds: Int64

    /// An hour for both: what tables get that are written all the time, whose readers say which
    /// version they read.
    public static let brief = TableRetention(
        logMicroseconds: 3_600_000_000, deletedFileMicroseconds: 3_600_000_000)
    /// 30 days and 7 days: what the protocol gives tables that say nothing, and so what tables of
    /// other software expect.
    public static let protocolDefault = TableRetention(
        logMicroseconds: 30 * 86_400_000_000, deletedFileMicroseconds: 7 * 86_400_000_000)

    /// Creates a retention.
    public init(logMicroseconds: Int64, deletedFileMicroseconds: Int64) {
        self.logMicroseconds = logMicroseconds
        self.deletedFileMicroseconds = deletedFileMicroseconds
    }

    /// Reads what a table says.
    ///
    /// - Parameter fallback: What counts where it says nothing.
    /// - Throws: ``DeltaError/Code/corrupt`` where a property is no interval.
    public init(
        of metadata: TableMetadata, fallback: TableRetention = .brief
    ) throws(DeltaError) {
        self = fallback
        if let text = metadata.configuration[Self.logProperty] {
            logMicroseconds = try Self.microseconds(text, Self.logProperty)
        }
        if let text = metadata.configuration[Self.deletedFileProperty] {
            deletedFileMicroseconds = try Self.microseconds(text, Self.deletedFileProperty)
        }
    }

    /// The properties that tell a table's readers and writers.
    public var properties: [String: String] {
        [
            Self.logProperty: IntervalText.text(logMicroseconds),
            Self.deletedFileProperty: IntervalText.text(deletedFileMicroseconds),
        ]
    }

    /// Versions that were replaced before this moment need not be read any more.
    public func logCutoff(at now: Instant) -> Instant {
        now.advanced(byMicroseconds: -logMicroseconds)
    }

    /// Files that were taken out before this moment may be deleted; in milliseconds since the
    /// epoch, as removals have it.
    public func deletedFileCutoff(at now: Instant) -> Int64 {
        now.advanced(byMicroseconds: -deletedFileMicroseconds).milliseconds
    }

    private static func microseconds(
        _ text: String, _ property: String
    ) throws(DeltaError) -> Int64 {
        guard let microseconds = IntervalText.microseconds(text) else {
            throw DeltaError(
                .corrupt,
                "The table's property \(property) is no interval such as 'interval 7 days'; set it "
                    + "anew.")
        }
        return microseconds
    }
}

/// Intervals as table properties have them: `interval 7 days`, with units from microseconds to
/// weeks.
enum IntervalText {
    private static let units: [(name: Substring, microseconds: Int64)] = [
        ("week", 604_800_000_000), ("day", 86_400_000_000), ("hour", 3_600_000_000),
        ("minute", 60_000_000), ("second", 1_000_000), ("millisecond", 1000), ("microsecond", 1),
    ]

    /// Reads one or more counts with their units; nil where the text is none, is negative or has
    /// months, whose length varies.
    static func microseconds(_ text: String) -> Int64? {
        var words = text.lowercased().split(separator: " ")[...]
        if words.first == "interval" { words = words.dropFirst() }
        guard !words.isEmpty, words.count % 2 == 0 else { return nil }
        var total: Int64 = 0
        while let count = words.popFirst(), let unit = words.popFirst() {
            let name = unit.hasSuffix("s") ? unit.dropLast() : unit
            guard let number = Int64(count), number >= 0,
                let size = units.first(where: { $0.name == name })?.microseconds
            else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: size)
            let (sum, isOver) = total.addingReportingOverflow(product)
            guard !overflow, !isOver else { return nil }
            total = sum
        }
        return total
    }

    /// Writes an interval by one count, of the largest unit that gives it exactly.
    static func text(_ microseconds: Int64) -> String {
        let unit = units.first { microseconds % $0.microseconds == 0 } ?? units[units.count - 1]
        let count = microseconds / unit.microseconds
        return "interval \(count) \(unit.name)\(count == 1 ? "" : "s")"
    }
}

/// How exports to S3 go, and how far back tables can be recovered.
public struct TableExportSettings: Sendable, Hashable {
    /// How long an export stays IN_PROGRESS at least, by the endpoint's clock.
    public var duration = Duration.seconds(1)
    /// About how many bytes of lines a data file has before it is compressed.
    public var fileBytes = 16 << 20
    /// The most bytes of changes that are kept to go back, over all tables; beyond them the oldest
    /// are forgotten, and the earliest moment that can be recovered moves on.
    public var historyBytesMax = 1 << 30
    /// The most exports that may be under way.
    public var concurrentMax = 300

    /// The most data files of an export.
    static let fileCountMax = 10_000
    /// How long exports are listed: 90 days.
    static let listedMicroseconds: Int64 = 90 * 86_400_000_000
    /// How long a client token names one export: 8 hours.
    static let tokenMicroseconds: Int64 = 8 * 3_600_000_000
    /// The shortest and the longest window of an incremental export: 15 minutes and 24 hours.
    static let windowMicroseconds: ClosedRange<Int64> = 900_000_000...86_400_000_000

    /// Creates the settings of DynamoDB, except that an export takes a second only.
    public init() {}
}

/// What reading all of a table has shown.
public struct TableVerification: Sendable {
    /// How the key index stands to the table.
    public enum Index: Sendable, Hashable {
        /// It was not looked at.
        case notProven(reason: String)
        /// There is none; the next writer makes it.
        case absent
        /// It is equal to an older version; the next writer brings it forward.
        case older(version: Int64)
        /// It leads to every visible row and to no other.
        case equal
        /// It is damaged, or says other than the table; ``TableVerification/faults`` has more.
        case damaged
    }

    /// The table's name.
    public var table: String
    /// The version that was read.
    public var version: Int64
    /// The parts that were read.
    public var partCount = 0
    /// The rows that the table shows: those that were read, without the masked ones.
    public var rowCount = 0
    /// The rows that are masked.
    public var maskedRowCount = 0
    /// The parts that have masked rows.
    public var maskedPartCount = 0
    /// The bytes of the parts.
    public var byteCount = 0
    /// The commits of the log that were read.
    public var commitCount = 0
    /// The checkpoints of the log that were read.
    public var checkpointCount = 0
    /// The visible rows whose keys were compared; nil where the table's keys are not known, or not
    /// unique because it keeps every change.
    public var keyCount: Int?
    /// How the key index stands to the table.
    public var index = Index.notProven(reason: "nobody asked")
    /// What is wrong, a sentence each; empty where nothing is.
    public var faults: [String] = []
    /// What is no fault but worth knowing, a sentence each.
    public var notes: [String] = []

    /// Creates the result of having read nothing yet.
    public init(table: String, version: Int64) {
        self.table = table
        self.version = version
    }
}

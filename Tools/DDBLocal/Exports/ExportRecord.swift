import DDBBase

/// An export: what was asked for, which part of the table's log it shows, and how far it is.
struct ExportRecord: Codable, Sendable {
    enum Status: String, Codable, Sendable {
        case underWay = "IN_PROGRESS"
        case completed = "COMPLETED"
        case failed = "FAILED"
    }

    /// How a finished export ended.
    struct Outcome: Codable, Sendable {
        var time: Instant
        var itemCount = 0
        var billedBytes = 0
        var failureCode: String?
        var failureMessage: String?
    }

    /// `01715685260608-c488b4e1`.
    let id: String
    let request: ExportRequest
    let clientToken: String
    let tableName: String
    let tableARN: String
    let tableID: String
    let startTime: Instant
    /// When it may be complete.
    let dueTime: Instant
    /// The moment that a full export shows, and the window of an incremental one.
    let exportTime: Instant
    let from: Instant
    /// The entries of the log that an incremental export tells of; of a full one only the end
    /// counts: what comes behind it is undone.
    let entries: Range<Int>
    /// What the names of data files are made from, so that a second try writes the same objects.
    let nameSeed: UInt64
    var status = Status.underWay
    var outcome: Outcome?

    var arn: String { "\(tableARN)/export/\(id)" }

    /// The folder of the export within the bucket.
    var folder: String { "\(request.keyPrefix)AWSDynamoDB/\(id)/" }

    /// The folder of the data files: incremental exports below one prefix share theirs.
    var dataFolder: String {
        switch request.kind {
        case .full: folder + "data/"
        case .incremental: "\(request.keyPrefix)AWSDynamoDB/data/"
        }
    }

    var summaryKey: String { folder + "manifest-summary.json" }
    var filesKey: String { folder + "manifest-files.json" }

    /// The algorithm that is told of: S3's own unless another one was asked for.
    var encryption: String { request.encryption ?? "AES256" }

    /// The id of an export that begins at a moment.
    ///
    /// Those of incremental exports were only ever seen with whole seconds.
    static func id(at moment: Instant, _ kind: ExportRequest.Kind, random: UInt32) -> String {
        var milliseconds = moment.milliseconds
        if kind == .incremental { milliseconds -= milliseconds % 1000 }
        let digits = String(milliseconds)
        let hex = String(random, radix: 16)
        return String(repeating: "0", count: max(0, 14 - digits.utf8.count)) + digits + "-"
            + String(repeating: "0", count: 8 - hex.utf8.count) + hex
    }
}

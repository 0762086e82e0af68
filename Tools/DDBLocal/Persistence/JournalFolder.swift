import DDBBase
import Foundation

/// The files of a journal.
///
/// ```
/// DIR/snapshot-<generation>    records that bring back what was there when the generation began
/// DIR/log-<generation>         records of what happened since then
/// ```
/// A snapshot has its name only once it is complete and on disk; files of generations before the
/// last complete snapshot are deleted.
struct JournalFolder: Sendable {
    let path: String

    /// The bytes that are read from a file at once.
    private static let readBytes = 4 << 20

    func snapshotPath(_ generation: Int) -> String { "\(path)/snapshot-\(generation)" }
    func logPath(_ generation: Int) -> String { "\(path)/log-\(generation)" }

    /// Makes the folder where there is none.
    func prepare() throws(JournalError) {
        try attempt("make the folder") {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
    }

    /// The generations of files whose names begin so.
    func generations(_ prefix: String) throws(JournalError) -> [Int] {
        let names = try attempt("list") {
            try FileManager.default.contentsOfDirectory(atPath: path)
        }
        return names.compactMap { name in
            name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
        }.sorted()
    }

    /// Opens a new file for writing.
    func create(_ file: String) throws(JournalError) -> FileHandle {
        // Items, and the secrets of keys that were handed out, are nobody else's business.
        guard
            FileManager.default.createFile(
                atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: file)
        else {
            throw JournalError("'\(file)' cannot be made; look at the folder's permissions.")
        }
        return handle
    }

    /// Gives the records of a file one after another.
    ///
    /// - Parameter isLast: Whether the file may end within what was written at once, as the one
    ///   does that was being written when the process ended; what is torn is left out.
    func read(
        _ file: String, isLast: Bool, _ body: (UInt8, [UInt8]) throws(JournalError) -> Void
    ) throws(JournalError) {
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw JournalError("'\(file)' cannot be opened; look at its permissions.")
        }
        var input = FrameInput(handle: handle, chunkBytes: Self.readBytes)
        // What waits for its end; nil where records have none.
        var waiting: [(tag: UInt8, record: [UInt8])]?
        var isFirst = true
        var isTorn = false
        reading: while let frame = try attempt("read", { try input.next() }) {
            switch frame {
            case .record(RecordFrame.endTag, _):
                for (tag, record) in waiting ?? [] { try body(tag, record) }
                waiting = []
            case .record(let tag, let record):
                if waiting == nil || isFirst {
                    try body(tag, record)
                } else {
                    waiting?.append((tag, record))
                }
            case .torn:
                isTorn = true
                break reading
            }
            isFirst = false
        }
        guard isLast || !isTorn && waiting?.isEmpty ?? true else {
            throw JournalError(
                "'\(file)' is damaged in the middle; restore the folder from a copy, or"
                    + " begin with another one.")
        }
    }

    /// Gives a file that is complete its name, and deletes what it replaces.
    func publish(_ temporary: String, generation: Int) throws(JournalError) {
        try attempt("rename a snapshot") {
            let target = snapshotPath(generation)
            if FileManager.default.fileExists(atPath: target) {
                try FileManager.default.removeItem(atPath: target)
            }
            try FileManager.default.moveItem(atPath: temporary, toPath: target)
        }
        for (prefix, file) in [("snapshot-", snapshotPath), ("log-", logPath)] {
            for old in try generations(prefix) where old < generation {
                try attempt("delete an old file") {
                    try FileManager.default.removeItem(atPath: file(old))
                }
            }
        }
    }

    /// Runs what Foundation may refuse.
    func attempt<Value>(
        _ what: String, _ body: () throws -> Value
    ) throws(JournalError) -> Value {
        do {
            return try body()
        } catch {
            throw JournalError("'\(path)': could not \(what): \(error)", cause: error)
        }
    }
}

import DDBJSON
import DDBStore

/// What `ddbkit store verify` has to say of one table.
struct VerifyOutcome: Sendable {
    private var result: TableVerification
    private var done: [String]?
    private var isForeign = false

    /// Says what was found.
    init(_ result: TableVerification) {
        self.result = result
    }

    /// Says what was found, done and left.
    init(_ repair: TableRepair) {
        result = repair.after
        done = repair.done
    }

    /// Says that the table is not ddbkit's.
    init(foreign name: String) {
        result = TableVerification(table: name, version: -1)
        isForeign = true
    }

    /// Says why the table cannot be read at all.
    init(name: String, fault: String) {
        result = TableVerification(table: name, version: -1)
        result.faults = [fault]
    }

    /// What is wrong.
    var faults: [String] { result.faults }

    /// What standard output gets.
    var lines: [String] {
        let name = result.table
        if isForeign { return ["\(name): not made by ddbkit, so not verified"] }
        var lines = (done ?? []).map { "\(name): \($0)" }
        if let done, done.isEmpty, result.faults.isEmpty {
            lines.append("\(name): nothing to repair")
        }
        guard result.faults.isEmpty else { return lines }
        lines += result.notes.map { "\(name): \($0)" }
        var found =
            "\(name): \(Quantity.count(result.rowCount)) rows in \(result.partCount) parts"
        if result.maskedRowCount > 0 {
            found += ", \(Quantity.count(result.maskedRowCount)) masked"
        }
        if result.keyCount != nil { found += ", keys unique" }
        lines.append("\(found), \(Self.text(result.index)), all well")
        return lines
    }

    /// What the JSON has.
    var document: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(result.table)), ("version", .number("\(result.version)")),
            ("rows", .number("\(result.rowCount)")),
            ("maskedRows", .number("\(result.maskedRowCount)")),
            ("parts", .number("\(result.partCount)")), ("bytes", .number("\(result.byteCount)")),
            ("commits", .number("\(result.commitCount)")),
            ("checkpoints", .number("\(result.checkpointCount)")),
            ("keys", result.keyCount.map { .number("\($0)") } ?? .null),
            ("index", .string(Self.text(result.index))),
            ("faults", .array(result.faults.map { .string($0) })),
            ("notes", .array(result.notes.map { .string($0) })), ("isForeign", .bool(isForeign)),
        ]
        if let done { members.append(("repairs", .array(done.map { .string($0) }))) }
        return JSONText.object(members)
    }

    private static func text(_ index: TableVerification.Index) -> String {
        switch index {
        case .notProven(let reason): "index not proven (\(reason))"
        case .absent: "no index yet"
        case .older(let version): "index of version \(version)"
        case .equal: "index equal"
        case .damaged: "index damaged"
        }
    }
}

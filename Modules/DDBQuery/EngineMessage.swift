import CDDBDuckDB

/// A message of the engine on its way into an error.
struct EngineMessage {
    private var text: String
    private var isInterrupt = false

    init(_ message: UnsafePointer<CChar>?) {
        text = unsafe message.map { unsafe String(cString: $0) } ?? "DuckDB gave no reason."
    }

    init(result: inout ddb_duckdb_result, library: DuckDBLibrary) {
        unsafe self.init(library.functions.pointee.result_error(&result))
    }

    /// The same without the values of rows.
    ///
    /// What fails while it runs is often described by the value that failed. Quoted passages and
    /// numbers stay only if the statement itself spells them.
    func redacted(sql: String) -> EngineMessage {
        var copy = self
        copy.text = Self.redact(text, sql: sql)
        return copy
    }

    /// The error.
    func error(_ code: QueryError.Code) -> QueryError {
        if text.hasPrefix("Out of Memory Error") {
            // What follows are statements of the engine that are not to be run here.
            let reason = text.prefix { !$0.isNewline }
            return QueryError(
                .outOfMemory,
                "\(reason). Give it more memory (--memory, or memoryBytesMax of the settings), fewer "
                    + "threads, or a statement that needs less.")
        }
        if code == .executionFailed, Self.partFailures.contains(where: text.hasPrefix) {
            return QueryError(
                .tableUnreadable,
                "A part of a table is missing or damaged; `ddbkit store verify` tells which. "
                    + text)
        }
        return QueryError(code, text)
    }

    /// How the engine begins when a file fails while a statement runs; statements read no files but
    /// parts.
    private static let partFailures = [
        "IO Error: ", "Invalid Input Error: Failed to read file ",
        "Invalid Error: TProtocolException",
    ]

    static func redact(_ text: String, sql: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let first = rest.first {
            let passage: Substring
            if first == "'" || first == "\"" {
                let body = rest.dropFirst()
                let end = body.firstIndex(of: first) ?? body.endIndex
                passage = rest[..<(end == body.endIndex ? end : body.index(after: end))]
                let inner = body[..<end]
                result += sql.contains(inner) ? passage : "\(first)…\(first)"
            } else if first.isLetter || first == "_" {
                passage = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                result += passage
            } else if first.isNumber {
                passage = rest.prefix { $0.isNumber || $0 == "." || $0 == ":" || $0 == "-" }
                result += sql.contains(passage) ? passage : "…"
            } else {
                passage = rest.prefix(1)
                result += passage
            }
            rest = rest[passage.endIndex...]
        }
        return result
    }
}

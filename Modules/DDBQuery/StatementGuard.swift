/// Lets through statements that read, and nothing else.
///
/// The engine's own lock keeps statements away from other files and from the network, yet it would
/// let one write over a part, even from within a SELECT (`WITH x AS (COPY ...)`). So the engine
/// parses each statement, and its syntax tree must hold no COPY, nor a function that runs text as
/// SQL.
enum StatementGuard {
    static let refusal = """
        Only statements that read are run here: SELECT, FROM, WITH, VALUES, DESCRIBE, SUMMARIZE, \
        SHOW and EXPLAIN of these.
        """

    /// Returns the statement to run: as it was written, and with what `counts` knows of it.
    ///
    /// - Parameter syntaxTree: Gives the JSON of a statement's tree.
    /// - Throws: `statementRefused`.
    static func admit(
        _ sql: String, counts: RowCounts, syntaxTree: (String) throws(QueryError) -> String
    ) throws(QueryError) -> (written: String, counted: String) {
        let (prefix, body) = explainPrefix(sql)
        let tree = try syntaxTree(body)
        if tree.hasPrefix("{\"error\":true") {
            guard ["parser", "syntax"].contains(where: { tree.contains("_type\":\"\($0)") }) else {
                throw QueryError(.statementRefused, refusal)
            }
            // It does not parse: the engine will say so, with the position.
            return (body, body)
        }
        guard !tree.contains("\"type\":\"COPY_QUERY_NODE\"") else {
            throw QueryError(.statementRefused, refusal)
        }
        for function in ["query", "json_execute_serialized_sql"]
        where tree.lowercased().contains("\"function_name\":\"\(function)\"") {
            throw QueryError(
                .statementRefused, "The function \(function) is not to be called here.")
        }
        guard !tree.lowercased().contains("\"function_name\":\"\(ViewStatement.functionPrefix)")
        else {
            throw QueryError(
                .statementRefused, "The functions of ddbkit's own views are not to be called here.")
        }
        return (prefix + body, prefix + counts.applied(to: body, syntaxTree: tree))
    }

    /// Splits `EXPLAIN [ANALYZE] rest`; the prefix is empty where there is none.
    static func explainPrefix(_ sql: String) -> (prefix: String, body: String) {
        let rest = skipBlank(Substring(sql))
        guard let afterExplain = skipWord("explain", rest) else { return ("", sql) }
        var prefix = "EXPLAIN "
        var next = skipBlank(afterExplain)
        for word in ["analyze", "analyse"] {
            guard let afterAnalyze = skipWord(word, next) else { continue }
            prefix += "ANALYZE "
            next = skipBlank(afterAnalyze)
            break
        }
        if next.first == "(", let end = next.firstIndex(of: ")"), isOptions(next[...end]) {
            prefix += next[...end] + " "
            next = next[next.index(after: end)...]
        }
        return (prefix, String(next))
    }

    /// Whether a parenthesis is `(FORMAT json)` or the like, and no statement.
    private static func isOptions(_ text: Substring) -> Bool {
        let words = text.dropFirst().dropLast().split { $0 == " " || $0 == "," }
        return words.count == 2 && words[0].lowercased() == "format"
            && words[1].allSatisfy { $0.isASCII && $0.isLetter }
    }

    private static func skipBlank(_ text: Substring) -> Substring {
        var rest = text
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*"), let end = rest.firstRange(of: "*/") {
                rest = rest[end.upperBound...]
            } else {
                return rest
            }
        }
    }

    private static func skipWord(_ word: String, _ text: Substring) -> Substring? {
        let head = text.prefix(word.count)
        let rest = text.dropFirst(word.count)
        guard head.lowercased() == word, let next = rest.first,
            !next.isLetter && !next.isNumber && next != "_"
        else { return nil }
        return rest
    }
}

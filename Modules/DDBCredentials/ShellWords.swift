/// Splits a command into words as a POSIX shell would, and does nothing else that a shell does.
///
/// White space separates. Single quotes keep everything; double quotes keep everything but a
/// backslash before `"`, `\`, `$`, a backtick or a line end; outside of quotes a backslash keeps
/// the next character. Nothing is expanded, and `|`, `>`, `;` are characters like others.
package enum ShellWords {
    /// The words of a command, or nil where a quote is not closed or a backslash is last.
    package static func split(_ command: String) -> [String]? {
        var splitter = Splitter()
        for scalar in command.unicodeScalars { splitter.take(scalar) }
        return splitter.finish()
    }

    private struct Splitter {
        private enum Mode { case plain, single, double, escaped, escapedInDouble }

        private var mode = Mode.plain
        private var words: [String] = []
        /// Nil between words; empty where a word has begun with quotes alone.
        private var word: String?

        mutating func take(_ scalar: Unicode.Scalar) {
            switch mode {
            case .plain: takePlain(scalar)
            case .single:
                if scalar == "'" { mode = .plain } else { append(scalar) }
            case .double:
                switch scalar {
                case "\"": mode = .plain
                case "\\": mode = .escapedInDouble
                default: append(scalar)
                }
            case .escaped:
                append(scalar)
                mode = .plain
            case .escapedInDouble:
                if !"\"\\$`\n".unicodeScalars.contains(scalar) { append("\\") }
                append(scalar)
                mode = .double
            }
        }

        private mutating func takePlain(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "'":
                word = word ?? ""
                mode = .single
            case "\"":
                word = word ?? ""
                mode = .double
            case "\\": mode = .escaped
            case " ", "\t", "\r", "\n":
                if let word { words.append(word) }
                word = nil
            default: append(scalar)
            }
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            if word == nil { word = "" }
            word?.unicodeScalars.append(scalar)
        }

        func finish() -> [String]? {
            guard mode == .plain else { return nil }
            guard let word else { return words }
            return words + [word]
        }
    }
}

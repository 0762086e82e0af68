/// Refuses texts that would make the YAML parser recurse or multiply beyond limits.
///
/// The parser recurses for each level and compares keys by walking what aliases repeat, so both are
/// bounded by a look at the text before it runs. The look is coarse on purpose: it does not know
/// quotation, so that it may refuse a text that holds very many brackets or asterisks in words.
struct YAMLGuard {
    let limits: ConfigurationLimits
    let file: String

    func check(_ text: String) throws(ConfigurationError) {
        guard text.utf8.count <= limits.documentByteCountMax else {
            throw exceeded("is larger than \(limits.documentByteCountMax) bytes", line: 1)
        }
        var line = 1
        var indentation = 0
        var isIndentation = true
        var openCount = 0
        var aliasCount = 0
        var previous = UInt8(ascii: "\n")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if byte == UInt8(ascii: "\n") { line += 1 }
                indentation = 0
                isIndentation = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-"), UInt8(ascii: "?"),
                UInt8(ascii: ":"):
                if isIndentation { indentation += 1 }
            default:
                isIndentation = false
            }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): openCount += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): openCount = max(0, openCount - 1)
            default: break
            }
            if previous == UInt8(ascii: "*"), byte > UInt8(ascii: " ") { aliasCount += 1 }
            previous = byte
            if indentation > limits.indentationMax || openCount > 2 * limits.depthMax {
                throw exceeded("is nested too deeply", line: line)
            }
            if aliasCount > limits.aliasCountMax {
                throw exceeded("has more than \(limits.aliasCountMax) aliases", line: line)
            }
        }
    }

    private func exceeded(_ what: String, line: Int) -> ConfigurationError {
        ConfigurationError(
            .limitExceeded, "The document \(what).",
            at: SourcePosition(file: file, line: line, column: 1))
    }
}

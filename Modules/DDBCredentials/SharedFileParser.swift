/// Reads the grammar that both shared files have, and judges no names.
///
/// ```
/// file         = { blank | comment | section | property | continuation }
/// comment      = ( "#" | ";" ) text                       ; in the first column
/// section      = "[" text "]" [ comment ]                 ; in the first column
/// property     = name "=" value [ space comment ]         ; in the first column
/// continuation = space text                               ; joined to the value by a line feed,
///                                                         ; or a sub-property of an empty value
/// ```
struct SharedFileParser {
    /// One `[...]` and what follows, as the file has it.
    struct RawSection {
        /// What stands between the brackets, trimmed.
        var header: String
        var line: Int
        var properties: [RawProperty] = []
    }

    struct RawProperty {
        var name: String
        var value: String
        var line: Int
        /// Whether the value came empty, so that indented lines are sub-properties.
        var hasSubproperties: Bool
    }

    private let path: String
    private(set) var sections: [RawSection] = []
    private var lineNumber = 0

    /// Creates a parser.
    ///
    /// - Parameter path: What messages call the file.
    init(path: String) {
        self.path = path
    }

    /// Reads a whole text.
    mutating func parse(_ text: String) throws(CredentialsError) {
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        for line in bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            lineNumber += 1
            try add(Array(line))
        }
    }

    private mutating func add(_ line: [UInt8]) throws(CredentialsError) {
        guard let first = line.first, !line.allSatisfy(SharedFileLine.isSpace),
            !SharedFileLine.isCommentMark(first)
        else { return }
        if SharedFileLine.isSpace(first) {
            try addContinuation(line)
        } else if first == UInt8(ascii: "[") {
            try addSection(line)
        } else {
            try addProperty(SharedFileLine.withoutComment(line))
        }
    }

    private mutating func addSection(_ line: [UInt8]) throws(CredentialsError) {
        let header = SharedFileLine.text(SharedFileLine.beforeCommentMark(line))
        guard header.hasSuffix("]") else {
            throw fault("Profile definition must end with ']'")
        }
        let name = SharedFileLine.text(Array(header.utf8.dropFirst().dropLast()))
        sections.append(RawSection(header: name, line: lineNumber))
    }

    private mutating func addProperty(_ line: [UInt8]) throws(CredentialsError) {
        guard !sections.isEmpty else {
            throw fault("Expected a profile definition before the first property")
        }
        guard let (name, value) = SharedFileLine.assignment(line) else {
            throw fault("Expected an '=' sign defining a property")
        }
        guard !name.isEmpty else { throw fault("Property did not have a name") }
        sections[sections.count - 1].properties.append(
            RawProperty(
                name: name.lowercased(), value: value, line: lineNumber,
                hasSubproperties: value.isEmpty))
    }

    private mutating func addContinuation(_ line: [UInt8]) throws(CredentialsError) {
        guard let section = sections.indices.last else {
            throw fault("Expected a profile definition before an indented line")
        }
        guard let property = sections[section].properties.indices.last else {
            throw fault("Expected a property definition, found continuation")
        }
        let text = SharedFileLine.text(line)
        if sections[section].properties[property].hasSubproperties {
            // A comment among sub-properties is none of them, however far it is indented.
            if text.utf8.first.map(SharedFileLine.isCommentMark) == true { return }
            guard let (name, _) = SharedFileLine.assignment(line) else {
                throw fault("Expected an '=' sign defining a sub-property")
            }
            guard !name.isEmpty else { throw fault("Sub-property did not have a name") }
        }
        sections[section].properties[property].value += "\n" + text
    }

    /// An error that shows no text of the line: it may be a key without its name.
    private func fault(_ reason: String) -> CredentialsError {
        CredentialsError(.invalidFile, "\(path):\(lineNumber): \(reason).")
    }
}

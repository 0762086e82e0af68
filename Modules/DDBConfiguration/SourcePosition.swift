/// A place in a configuration document.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The document's name as it was given, usually a path.
    public var file: String

    /// The line, counted from 1.
    public var line: Int

    /// The column in Unicode scalars, counted from 1.
    public var column: Int

    /// Creates a place.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place as compilers write it, `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}

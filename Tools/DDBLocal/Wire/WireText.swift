/// Where the text between a string's quotes lies, still escaped.
struct WireText: Sendable {
    var range: Range<Int>
    var hasEscapes: Bool
}

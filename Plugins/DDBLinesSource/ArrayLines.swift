import DDBPipeline

/// Makes lines of the elements of a JSON array, byte by byte, in the place where they are.
///
/// A file that begins with a bracket is one array: the bracket, and line breaks outside of strings,
/// become spaces, and commas between elements line feeds. Other files stay as they are.
struct ArrayLines {
    private enum State {
        /// Nothing but white space has come.
        case undecided
        /// The file is no array.
        case lines
        /// Inside an element or before it.
        case element
        /// Inside a string of an element.
        case string
        /// Behind a backslash in a string.
        case escape
        /// Behind the array.
        case end
    }

    private var state = State.undecided
    private var depth = 0
    private var elementCount = 0
    /// Whether the element at hand has a byte.
    private var hasContent = false

    /// Changes bytes that follow those of the call before.
    ///
    /// - Throws: `PipelineError` where an element is missing, and where the array does not end, or
    ///   something follows it.
    mutating func makeLines(
        _ bytes: inout [UInt8], _ range: Range<Int>, isAtEnd: Bool
    ) throws(PipelineError) {
        guard state != .lines else { return }
        for index in range {
            bytes[index] = try next(bytes[index])
            if state == .lines { return }
        }
        guard isAtEnd else { return }
        switch state {
        case .undecided, .lines, .end: return
        case .element, .string, .escape: throw failure("the array does not end")
        }
    }

    private mutating func next(_ byte: UInt8) throws(PipelineError) -> UInt8 {
        switch state {
        case .undecided:
            if Self.isSpace(byte) { return byte }
            state = byte == UInt8(ascii: "[") ? .element : .lines
            depth = 1
            return state == .element ? 0x20 : byte
        case .lines: return byte
        case .string:
            if byte == UInt8(ascii: "\"") { state = .element }
            if byte == UInt8(ascii: "\\") { state = .escape }
            return byte
        case .escape:
            state = .string
            return byte
        case .end:
            guard Self.isSpace(byte) else { throw failure("something follows the array") }
            return 0x20
        case .element: return try element(byte)
        }
    }

    private mutating func element(_ byte: UInt8) throws(PipelineError) -> UInt8 {
        if Self.isSpace(byte) { return 0x20 }
        switch byte {
        case UInt8(ascii: ",") where depth == 1:
            guard hasContent else { throw failure("an element is missing") }
            elementCount += 1
            hasContent = false
            return 0x0A
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth -= 1
            guard depth == 0 else { return byte }
            guard byte == UInt8(ascii: "]"), hasContent || elementCount == 0 else {
                throw failure("an element is missing")
            }
            state = .end
            return 0x20
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "\""): state = .string
        case _: break
        }
        hasContent = true
        return byte
    }

    private func failure(_ what: String) -> PipelineError {
        PipelineError(
            .sourceFailed, "The file is a JSON array, and at element \(elementCount + 1) \(what).",
            disposition: .corrupt)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

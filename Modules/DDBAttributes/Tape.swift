/// Walks the words of a tape.
///
/// Every value is one word (``Token``), and a container has a second one: the index of the word
/// after the container (low 32 bits) and the number of its children (high 32 bits: pairs for a map,
/// elements otherwise). Children follow: for a map name, value, name, value and so on. The root of
/// an item is a map like any other.
///
/// ```swift
/// let tape = batch.tape
/// var name = Tape.firstChild(of: record.newImage)
/// for _ in 0..<Tape.count(of: record.newImage, in: tape) {
///     let value = name + 1
///     name = Tape.next(after: value, in: tape)
/// }
/// ```
public enum Tape {
    /// The token at an index that holds a name or value.
    @inlinable
    public static func token(at index: Int, in tape: Span<UInt64>) -> Token {
        Token(word: tape[index])
    }

    /// The number of pairs of a map, or of elements of a list or set.
    @inlinable
    public static func count(of container: Int, in tape: Span<UInt64>) -> Int {
        Int(tape[container + 1] >> 32)
    }

    /// The index of a container's first child: of the name for a map.
    @inlinable
    public static func firstChild(of container: Int) -> Int { container + 2 }

    /// The index of the word after a value with all that it holds.
    @inlinable
    public static func next(after value: Int, in tape: Span<UInt64>) -> Int {
        Token(word: tape[value]).rawKind >= Token.Kind.map.rawValue
            ? Int(UInt32(truncatingIfNeeded: tape[value + 1])) : value + 1
    }
}

/// What an option's value may be.
///
/// Every option of a component is of one of these; documentation, validation and the JSON schema
/// derive from them.
public indirect enum OptionType: Sendable, Hashable {
    /// Any text.
    case string
    /// A text that never prints; the only type that takes `${secrets:name}`.
    case secret
    /// A whole number in a range.
    case integer(ClosedRange<Int> = 0...Int.max)
    /// `true` or `false`.
    case boolean
    /// A number in a range; never NaN or infinite.
    case double(ClosedRange<Double> = 0...Double.greatestFiniteMagnitude)
    /// A time span with units, as `250ms`, `1s`, `1h30m`; units are ns, us, ms, s, m, h, d.
    case duration(ClosedRange<Duration> = .zero...DurationText.longest)
    /// A size in bytes with an optional unit, as `64MiB`; KB is 1000 bytes and KiB 1024.
    case byteSize(ClosedRange<Int> = 0...Int.max)
    /// One of some words.
    case enumeration([String])
    /// Values of one type in order; a single value counts as a list of one.
    case list(OptionType)
    /// Names in order: a list, each as it stands, or one text of names between commas.
    case names
    /// Values of one type by name.
    case map(OptionType)
    /// Options of its own.
    case object([OptionField])
    /// Anything; it is handed on as it was written.
    case node
}

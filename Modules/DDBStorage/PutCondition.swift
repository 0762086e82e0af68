/// Says when a blob may be written.
public enum PutCondition: Sendable, Hashable {
    /// Whatever is there is replaced.
    case always
    /// Only where nothing is there.
    case ifAbsent
}

/// Says what became of a put.
public enum PutOutcome: Sendable, Hashable {
    /// The bytes are there and durable.
    case written
    /// Another blob was there and still is.
    case exists
}

/// How a request whose body was made beforehand is sent.
public struct SendOptions: Sendable, Hashable {
    /// The most attempts, the first included; nil leaves the client's settings.
    public var attemptsMax: Int?
    /// Whether the call is signed, as AWS demands; endpoints of one's own may not.
    public var isSigned: Bool

    /// Creates options.
    public init(attemptsMax: Int? = nil, isSigned: Bool = true) {
        self.attemptsMax = attemptsMax
        self.isSigned = isSigned
    }

    /// One attempt, signed: for callers who try again what was throttled, together with what was
    /// left unprocessed.
    public static let once = SendOptions(attemptsMax: 1)
}

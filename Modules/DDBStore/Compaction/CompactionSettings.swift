/// When parts are compacted, and how much at once.
public struct CompactionSettings: Sendable, Hashable {
    /// How large parts become; smaller ones than half of it are merged again.
    public var partBytesTarget = 128 << 20
    /// How many parts of a tier are merged into one of the next; a tier's parts are at most so
    /// many times as large as the largest of the tier below.
    public var tierPartCount = 8
    /// The visible bytes of the largest part of the lowest tier.
    public var tierBytesMin = 16 << 10
    /// The share of its rows, in percent, that may be masked before a part is written anew.
    public var maskedPercentMax = 25
    /// Below so many bytes of masked rows a part is not written anew for their sake.
    public var maskedBytesMin = 64 << 10
    /// How many times its size the deletion vectors of a part may have taken in the log before it
    /// is written anew: every commit that masks a row of it writes its vector whole.
    public var vectorFactorMax = 4
    /// About the most bytes of parts that are read at once, but for those of a single part.
    public var stepBytesMax = 256 << 20
    /// The most rows that are read at once, but for those of a single part.
    public var stepRowsMax = 1 << 23
    /// The most parts that are merged at once.
    public var stepPartsMax = 256

    /// Creates the default settings.
    public init() {}
}

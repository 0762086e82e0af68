public import DDBSchema

/// How parts are cut and encoded.
public struct PartSettings: Sendable, Hashable {
    /// The most rows of a row group; engines work on row groups in parallel.
    public var rowGroupRowsMax = 122_880
    /// The most bytes that the rows of a row group take in memory before they are encoded.
    public var rowGroupBytesMax = 128 << 20
    /// The size at which a part is closed and another begun.
    public var partBytesTarget = 128 << 20
    /// How many bytes of items a writer keeps so that it can lay them down anew when their columns
    /// turn out too narrow.
    public var replayBytesMax = 16 << 20
    /// The Zstandard level of loaded parts.
    public var compressionLevel = 1
    /// How far the census goes.
    public var limits = ShapeLimits()

    /// Creates the default settings.
    public init() {}
}

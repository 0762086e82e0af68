/// How much memory and work a key index may take.
public struct KeyIndexLimits: Sendable, Hashable {
    /// A base is written anew when there is a pending change for each so many of its entries.
    public var entriesPerChange = 16
    /// The fewest changes for which the base is written anew.
    public var pendingEntriesMin = 1 << 14
    /// The most changes that are set aside before the base is written anew.
    ///
    /// Each takes 40 to 80 bytes of memory. As many come in meanwhile, and half as many more where
    /// the disk is slow. A single commit of more is taken whole.
    public var pendingEntriesMax = 1 << 21
    /// The most rows of one relocation, 8 bytes of memory each while it is made.
    public var relocationRowsMax = 1 << 26
    /// The most relocations that are followed; past it the base is written anew.
    public var relocationsMax = 64
    /// The bytes of rows that a rebuild holds in memory before it lays them aside.
    public var rebuildBytesMax = 32 << 20

    /// Creates the default limits.
    public init() {}
}

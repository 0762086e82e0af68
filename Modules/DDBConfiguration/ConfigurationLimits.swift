/// How much of a document is read before it is refused.
public struct ConfigurationLimits: Sendable, Hashable {
    /// The most bytes of a document; 256 KiB.
    public var documentByteCountMax = 256 * 1024

    /// The deepest nesting of lists and maps; 32.
    public var depthMax = 32

    /// The furthest column at which a line's content may begin, counting its dashes; 128.
    ///
    /// It bounds the recursion of the YAML parser before that parser runs.
    public var indentationMax = 128

    /// The most aliases (`*name`) of a document; 16.
    ///
    /// Aliases may repeat what holds aliases, so a document grows exponentially with them.
    public var aliasCountMax = 16

    /// The most nodes once every alias is followed; 20,000.
    public var nodeCountMax = 20_000

    /// The most bytes that one `${...}` may bring in; 64 KiB.
    public var substitutionByteCountMax = 64 * 1024

    /// Creates the default limits.
    public init() {}
}

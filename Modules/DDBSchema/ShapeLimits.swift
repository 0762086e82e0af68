/// How far the census follows names, and where it gives up and takes JSON text.
public struct ShapeLimits: Sendable, Hashable {
    /// The most distinct keys of a nested map; a map with more is keyed by data, not by a schema,
    /// and becomes JSON text.
    public var mapKeysMax = 100
    /// The most columns of a table, counted as leaves; what lies beyond is JSON text or in `_rest`.
    public var columnsMax = 1000
    /// The most attribute names of a table that the census tells apart; further ones are only in
    /// `_rest`.
    public var attributesMax = 4000

    /// Creates the default limits.
    public init() {}
}

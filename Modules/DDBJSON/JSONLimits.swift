/// Bounds what a JSON text from outside may cost.
public struct JSONLimits: Sendable, Hashable {
    /// The most bytes of a text.
    public var byteCountMax: Int
    /// The most arrays and objects that enclose each other.
    public var depthMax: Int
    /// The most values of a ``JSONValue`` tree, counting containers.
    public var valueCountMax: Int

    /// Creates limits; the defaults suit manifests and log files: 64 MiB, 64 levels, 8 Mi values.
    public init(
        byteCountMax: Int = 64 << 20, depthMax: Int = 64, valueCountMax: Int = 8 << 20
    ) {
        self.byteCountMax = byteCountMax
        self.depthMax = depthMax
        self.valueCountMax = valueCountMax
    }

    /// The limits that ``init(byteCountMax:depthMax:valueCountMax:)`` has by default.
    public static let standard = JSONLimits()
}

/// Bounds what items from outside may cost.
public struct DecodeLimits: Sendable, Hashable {
    /// The most bytes of one record: of a line, without its line feed.
    ///
    /// At most 16 MiB - 1.
    public var recordBytesMax: Int
    /// The most maps and lists that enclose a value inside an item, as DynamoDB counts them.
    public var depthMax: Int
    /// The most bytes of an attribute name on the wire.
    public var nameBytesMax: Int
    /// The bytes of lines that one batch aims to hold; one longer record still fits.
    ///
    /// At most 1 GiB.
    public var batchBytes: Int
    /// The most partitions that the records of one batch name.
    ///
    /// By default more than there is room for in a batch of lines.
    public var partitionsMax: Int

    /// Creates limits.
    ///
    /// By default they are those of DynamoDB, a record of 8 MiB, which is two images of
    /// 400 KB with every byte escaped, and batches of 256 KiB.
    public init(
        recordBytesMax: Int = 8 << 20, depthMax: Int = 32, nameBytesMax: Int = 6 * 65_535,
        batchBytes: Int = 256 << 10, partitionsMax: Int = 16_384
    ) {
        self.recordBytesMax = min(max(recordBytesMax, 1), (1 << 24) - 1)
        self.depthMax = min(max(depthMax, 0), 128)
        self.nameBytesMax = min(max(nameBytesMax, 0), (1 << 24) - 1)
        self.batchBytes = min(max(batchBytes, 1), 1 << 30)
        self.partitionsMax = min(max(partitionsMax, 0), 1 << 20)
    }

    /// The limits as a tape can hold them, whatever was assigned.
    var clamped: DecodeLimits {
        DecodeLimits(
            recordBytesMax: recordBytesMax, depthMax: depthMax, nameBytesMax: nameBytesMax,
            batchBytes: batchBytes, partitionsMax: partitionsMax)
    }

    /// The limits that ``init(recordBytesMax:depthMax:nameBytesMax:batchBytes:partitionsMax:)``
    /// has by default.
    public static let standard = DecodeLimits()
}

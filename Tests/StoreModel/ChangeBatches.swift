public import DDBAttributes

/// Makes batches of changes.
public enum ChangeBatches {
    /// The batches of changes, each of about so many bytes, in their order.
    public static func batches(
        of changes: [GeneratedChange], batchBytes: Int = 64 << 10
    ) throws -> [ItemBatch] {
        try batches(of: changes.map(\.line), .change, .stream, batchBytes)
    }

    /// The batches of items, given as lines.
    public static func items(
        of lines: [String], batchBytes: Int = 64 << 10
    ) throws -> [ItemBatch] {
        try batches(of: lines, .item, .export, batchBytes)
    }

    private static func batches(
        of lines: [String], _ shape: LineShape, _ origin: ItemOrigin, _ batchBytes: Int
    ) throws -> [ItemBatch] {
        var limits = DecodeLimits.standard
        limits.batchBytes = batchBytes
        var decoder = LineDecoder(shape: shape, table: "t", origin: origin, limits: limits)
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line.utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        var batches: [ItemBatch] = []
        var offset = 0
        while offset < bytes.count {
            bytes.withUnsafeBytes { all in
                let rest = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: all[offset...]))
                offset += decoder.append(rest)
            }
            while let batch = try decoder.nextBatch(isLast: offset == bytes.count) {
                batches.append(batch)
            }
        }
        return batches
    }
}

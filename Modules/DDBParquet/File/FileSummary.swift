/// What a finished file holds.
public struct FileSummary: Sendable {
    /// One leaf over all row groups.
    public struct Leaf: Sendable {
        /// The names from the top to the leaf.
        public var path: [String]
        /// How many entries it has, nulls and empty lists included.
        public var entryCount = 0
        /// How many entries are null.
        public var nullCount = 0
        /// The smallest value, whole and in the plain encoding without a length; nil where there
        /// is none or the type has no order.
        public var minimum: [UInt8]?
        /// The greatest value, in the same form.
        public var maximum: [UInt8]?
        /// Its pages before compression, in bytes.
        public var uncompressedBytes = 0
        /// Its pages in the file, in bytes.
        public var compressedBytes = 0
        /// The encodings of its data pages.
        public var encodings: Set<Encoding> = []
    }

    /// How many rows the file has.
    public var rowCount = 0
    /// How large the file is, in bytes.
    public var byteCount = 0
    /// The leaves, in the order of the schema.
    public var leaves: [Leaf]

    init(_ schema: ParquetSchema) {
        leaves = schema.leaves.map { Leaf(path: $0.path) }
    }

    mutating func add(_ chunk: WrittenChunk, _ leaf: SchemaLeaf) {
        let index = leaf.index
        leaves[index].entryCount += chunk.metadata.valueCount
        leaves[index].nullCount += chunk.metadata.statistics?.nullCount ?? 0
        leaves[index].uncompressedBytes += chunk.metadata.uncompressedBytes
        leaves[index].compressedBytes += chunk.metadata.compressedBytes
        if let encoding = chunk.metadata.encodings.first.flatMap(Encoding.init(rawValue:)) {
            leaves[index].encodings.insert(encoding)
        }
        guard let bounds = chunk.bounds else { return }
        let order = ValueOrder(leaf)
        if leaves[index].minimum.map({ order.isLess(bounds.minimum, $0) }) ?? true {
            leaves[index].minimum = bounds.minimum
        }
        if leaves[index].maximum.map({ order.isLess($0, bounds.maximum) }) ?? true {
            leaves[index].maximum = bounds.maximum
        }
    }
}

/// How a file is written.
public struct WriterSettings: Sendable {
    /// How the values of a leaf are laid out.
    public enum ValueEncoding: Sendable, Hashable {
        /// What is likely the smallest: dictionary, differences, or plain.
        case automatic
        /// One after the other.
        case plain
        /// A dictionary where its entries fit into ``WriterSettings/dictionaryBytesMax``.
        case dictionary
        /// Differences: of the values of integers, of the lengths of byte arrays.
        case delta
    }

    /// How pages are compressed: `uncompressed`, `gzip`, `zstd` or `lz4Raw`.
    public var codec = Codec.zstd
    /// The level of zstd, from -100 (fastest) to 22 (smallest).
    public var zstdLevel = 1
    /// The most rows of a page; from 2048 on pages have a multiple of that, what readers take at
    /// once.
    public var pageRowsMax = 20_480
    /// About how many bytes a page has at most before compression; a row is never cut.
    public var pageBytesMax = 1 << 20
    /// The most bytes of a dictionary before compression.
    public var dictionaryBytesMax = 1 << 20
    /// Bounds of byte arrays are cut to so many bytes.
    public var boundBytesMax = 64
    /// The leaves that get a bloom filter, by their place among the leaves.
    public var bloomFilterLeaves: Set<Int> = []
    /// How often a bloom filter may say "perhaps" of a value that is not there.
    public var bloomFilterFalsePositiveRate = 0.01
    /// The most bytes of one bloom filter.
    public var bloomFilterBytesMax = 4 << 20
    /// Whether each page gets a checksum.
    public var hasPageChecksums = true
    /// By what the rows of each row group are sorted; the writer believes it.
    public var sortingColumns: [SortingColumn] = []
    /// How the values of single leaves are laid out; the others are `automatic`.
    public var encodings: [Int: ValueEncoding] = [:]
    /// What the footer says of the writing program.
    public var createdBy = "ddbkit version 0.1.0"

    /// Creates the default settings: zstd level 1, checksums, page indexes, no bloom filters.
    public init() {}

    func check(_ schema: ParquetSchema) throws(ParquetError) {
        let leaves = schema.leaves.indices
        let named = bloomFilterLeaves.union(encodings.keys)
            .union(sortingColumns.map(\.leafIndex))
        guard named.allSatisfy(leaves.contains) else {
            throw ParquetError(.mismatch, "The settings name a leaf that the schema has not.")
        }
        switch codec {
        case .uncompressed, .gzip, .zstd, .lz4Raw: break
        case .snappy, .lzo, .brotli, .lz4Hadoop:
            throw ParquetError(
                .unsupported, "\(codec.name) is not written; use zstd, lz4Raw, gzip or none.")
        }
        guard pageRowsMax > 0, pageBytesMax > 0, boundBytesMax > 0, dictionaryBytesMax >= 0,
            (32...1 << 30).contains(bloomFilterBytesMax),
            bloomFilterFalsePositiveRate > 0, bloomFilterFalsePositiveRate < 1
        else {
            throw ParquetError(.mismatch, "A limit of the settings is out of range; set it anew.")
        }
    }
}

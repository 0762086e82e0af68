/// How the values of a page are laid out.
///
/// Specification:
/// [Encodings.md](https://github.com/apache/parquet-format/blob/master/Encodings.md).
public enum Encoding: Int32, Sendable, Hashable {
    /// One value after the other.
    case plain = 0
    /// Indices into a dictionary: the old name.
    case plainDictionary = 2
    /// Runs and bit-packed groups.
    case rle = 3
    /// Bit-packed levels of very old files.
    case bitPacked = 4
    /// Differences, packed to the narrowest width.
    case deltaBinaryPacked = 5
    /// The lengths as differences, then all bytes.
    case deltaLengthByteArray = 6
    /// What each value shares with the one before, then the rest.
    case deltaByteArray = 7
    /// Indices into a dictionary.
    case rleDictionary = 8
    /// The first bytes of all values, then the second ones, and so on.
    case byteStreamSplit = 9
}

/// How pages are compressed.
public enum Codec: Int32, Sendable, Hashable, CaseIterable {
    /// Not at all.
    case uncompressed = 0
    /// Snappy; read only.
    case snappy = 1
    /// Gzip.
    case gzip = 2
    /// LZO; not supported.
    case lzo = 3
    /// Brotli; not supported.
    case brotli = 4
    /// LZ4 with Hadoop's framing; read only.
    case lz4Hadoop = 5
    /// Zstandard.
    case zstd = 6
    /// Bare LZ4 blocks.
    case lz4Raw = 7

    /// The name for messages.
    var name: String {
        switch self {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4Hadoop: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        }
    }
}

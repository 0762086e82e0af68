/// Names a checksum that S3 keeps with an object.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
public enum ChecksumAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// CRC-32 of IEEE 802.3, as gzip has it.
    case crc32 = "CRC32"
    /// CRC-32C of Castagnoli, as iSCSI has it.
    case crc32c = "CRC32C"
    /// CRC-64/NVME, which S3 itself computes for objects that came without a checksum.
    case crc64nvme = "CRC64NVME"
    /// SHA-1.
    case sha1 = "SHA1"
    /// SHA-256.
    case sha256 = "SHA256"

    /// The field that carries it, such as `x-amz-checksum-crc32`.
    public var headerName: String { "x-amz-checksum-" + rawValue.lowercased() }

    /// Whether S3 keeps it over the bytes of an object that was uploaded in parts, and not over the
    /// checksums of the parts.
    public var coversWholeUploads: Bool {
        switch self {
        case .crc32, .crc32c, .crc64nvme: true
        case .sha1, .sha256: false
        }
    }
}

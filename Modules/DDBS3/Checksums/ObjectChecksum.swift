import DDBBase
import DDBHTTP

/// A checksum as S3 tells it.
public struct ObjectChecksum: Sendable, Hashable {
    /// Which one.
    public let algorithm: ChecksumAlgorithm
    /// Base64 of the bytes of the sum, big-endian; behind those of parts `-` and their number.
    public let text: String

    /// Creates a checksum of a text as S3 writes it.
    public init(_ algorithm: ChecksumAlgorithm, text: String) {
        self.algorithm = algorithm
        self.text = text
    }

    /// Returns the checksum of bytes.
    ///
    /// - Throws: ``S3Error`` with the code `unavailable` where OpenSSL computes none.
    public init(_ algorithm: ChecksumAlgorithm, of bytes: RawSpan) throws(S3Error) {
        var running = try RunningChecksum(algorithm)
        try running.update(bytes)
        self = try running.finish()
    }

    /// Whether it is a checksum over the checksums of parts, which the bytes alone cannot prove.
    public var isComposite: Bool { text.utf8.contains(UInt8(ascii: "-")) }

    /// The checksums in the head of a response, the strongest proof of the bytes first.
    static func all(in headers: HeaderFields) -> [ObjectChecksum] {
        [ChecksumAlgorithm.sha256, .crc64nvme, .crc32c, .crc32, .sha1].compactMap { algorithm in
            headers[algorithm.headerName].map { ObjectChecksum(algorithm, text: $0) }
        }
    }

    /// The one to verify a whole object by: the first that is over the bytes themselves.
    static func verifiable(_ checksums: [ObjectChecksum]) -> ObjectChecksum? {
        checksums.first { !$0.isComposite }
    }
}

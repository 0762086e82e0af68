import DDBBase
import DDBDigest

/// Computes a checksum of bytes that come in pieces.
package struct RunningChecksum: ~Copyable, Sendable {
    private let algorithm: ChecksumAlgorithm
    private var sum: UInt64 = 0
    private var digest: StreamingDigest?

    package init(_ algorithm: ChecksumAlgorithm) throws(S3Error) {
        self.algorithm = algorithm
        let kind: DigestAlgorithm
        switch algorithm {
        case .crc32, .crc32c, .crc64nvme: return
        case .sha1: kind = .sha1
        case .sha256: kind = .sha256
        }
        do {
            digest = try StreamingDigest(kind)
        } catch {
            throw S3Error(.unavailable, error.message, cause: error)
        }
    }

    /// Starts the checksum to compare with another; nil where there is none.
    static func comparing(
        with checksum: ObjectChecksum?
    ) throws(S3Error) -> RunningChecksum? {
        guard let checksum else { return nil }
        return try RunningChecksum(checksum.algorithm)
    }

    package mutating func update(_ bytes: RawSpan) throws(S3Error) {
        switch algorithm {
        case .crc32:
            sum = UInt64(CRC32.checksum(bytes, continuing: UInt32(truncatingIfNeeded: sum)))
        case .crc32c: sum = CyclicChecksum.crc32c.checksum(bytes, continuing: sum)
        case .crc64nvme: sum = CyclicChecksum.crc64nvme.checksum(bytes, continuing: sum)
        case .sha1, .sha256:
            do {
                try digest?.update(bytes)
            } catch {
                throw S3Error(.unavailable, error.message, cause: error)
            }
        }
    }

    package consuming func finish() throws(S3Error) -> ObjectChecksum {
        let algorithm = algorithm
        let sum = try sumBytes()
        return ObjectChecksum(algorithm, text: Base64.encode(sum.span.bytes))
    }

    private consuming func sumBytes() throws(S3Error) -> [UInt8] {
        switch algorithm {
        case .crc32, .crc32c: return bigEndian(sum, byteCount: 4)
        case .crc64nvme: return bigEndian(sum, byteCount: 8)
        case .sha1, .sha256:
            do {
                return try digest.take()?.finish() ?? []
            } catch {
                throw S3Error(.unavailable, error.message, cause: error)
            }
        }
    }
}

private func bigEndian(_ sum: UInt64, byteCount: Int) -> [UInt8] {
    (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: sum >> UInt64($0 * 8)) }
}

import DDBDigest
import DDBS3

/// The bytes of an object, in pieces that are never changed and may be shared.
struct ObjectContent: Sendable {
    private(set) var pieces: [[UInt8]] = []
    private(set) var byteCount = 0

    /// Adds bytes; small pieces are joined.
    mutating func append(_ piece: [UInt8]) {
        guard !piece.isEmpty else { return }
        byteCount += piece.count
        if let last = pieces.last, last.count + piece.count <= S3Limits.pieceBytes {
            pieces[pieces.count - 1].append(contentsOf: piece)
        } else {
            pieces.append(piece)
        }
    }

    /// Adds the bytes of another, which are not copied.
    mutating func append(_ other: ObjectContent) {
        pieces.append(contentsOf: other.pieces)
        byteCount += other.byteCount
    }

    /// The pieces of a range, none of them larger than ``S3Limits/pieceBytes``.
    func slices(_ range: Range<Int>) -> [ArraySlice<UInt8>] {
        var slices: [ArraySlice<UInt8>] = []
        var start = 0
        for piece in pieces {
            let part = range.clamped(to: start..<start + piece.count)
            var from = part.lowerBound - start
            let end = part.upperBound - start
            while !part.isEmpty, from < end {
                let next = min(from + S3Limits.pieceBytes, end)
                slices.append(piece[from..<next])
                from = next
            }
            start += piece.count
        }
        return slices
    }

    /// All bytes in one array.
    func collected() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for piece in pieces { bytes.append(contentsOf: piece) }
        return bytes
    }

    /// Computes a checksum as S3 keeps it.
    func checksum(_ algorithm: ChecksumAlgorithm) throws(S3Refusal) -> ObjectChecksum {
        do throws(S3Error) {
            var running = try RunningChecksum(algorithm)
            for piece in pieces { try running.update(piece.span.bytes) }
            return try running.finish()
        } catch {
            throw .broken(error.message)
        }
    }

    /// Computes a digest.
    func digest(_ algorithm: DigestAlgorithm) throws(S3Refusal) -> [UInt8] {
        do throws(DigestError) {
            var digest = try StreamingDigest(algorithm)
            for piece in pieces { try digest.update(piece.span.bytes) }
            return try digest.finish()
        } catch {
            throw .broken(error.message)
        }
    }
}

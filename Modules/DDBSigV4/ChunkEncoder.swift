import DDBBase
import DDBDigest
import DDBHTTP

/// Cuts a body that comes in pieces into chunks of one size; performs no input or output.
///
/// ```
/// body    = 1*chunk last [trailer] CRLF
/// chunk   = hex-size [";chunk-signature=" 64HEXDIG] CRLF data CRLF
/// last    = "0" [";chunk-signature=" 64HEXDIG] CRLF
/// trailer = name ":" value CRLF ["x-amz-trailer-signature:" 64HEXDIG CRLF]
/// ```
struct ChunkEncoder: ~Copyable, Sendable {
    private let chunks: ChunkSigning
    private let byteCount: Int
    private var signer: ChunkSigner
    private var pending: [UInt8] = []
    private var offset = 0
    private var received = 0
    private var hasEnded = false
    private var isFinished = false
    private var crc: UInt32 = 0
    private var digest: StreamingDigest?

    /// - Parameter byteCount: The size of the body, which the head has announced.
    init(_ chunks: ChunkSigning, byteCount: Int, seed: Signature) throws(SigningError) {
        self.chunks = chunks
        self.byteCount = byteCount
        signer = ChunkSigner(seed: seed)
        switch chunks.trailer {
        case .sha256:
            do {
                digest = try StreamingDigest(.sha256)
            } catch {
                throw SigningError(.unavailable, error.message, cause: error)
            }
        case .crc32, .known, nil: digest = nil
        }
    }

    /// Takes the next piece of the body, or nil at its end.
    ///
    /// - Throws: ``TransportError`` where the body is not of the announced size.
    mutating func add(_ piece: [UInt8]?) throws {
        guard let piece else {
            guard received == byteCount else { throw wrongSize() }
            hasEnded = true
            return
        }
        received += piece.count
        guard received <= byteCount else { throw wrongSize() }
        switch chunks.trailer {
        case .crc32: crc = CRC32.checksum(piece.span.bytes, continuing: crc)
        case .sha256: try digest?.update(piece.span.bytes)
        case .known, nil: break
        }
        if offset == pending.count {
            pending = piece
        } else {
            pending.removeSubrange(..<offset)
            pending += piece
        }
        offset = 0
    }

    /// Returns the next bytes of the encoded body; none where it needs a piece first, nil at the
    /// end.
    mutating func next() throws -> [UInt8]? {
        let left = pending.count - offset
        if left >= chunks.chunkByteCount || (hasEnded && left > 0) {
            let end = offset + min(left, chunks.chunkByteCount)
            let chunk = try encoded(offset..<end)
            offset = end
            return chunk
        }
        guard hasEnded else { return [] }
        if isFinished { return nil }
        isFinished = true
        return try last()
    }

    private mutating func encoded(_ range: Range<Int>) throws(SigningError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count + 128)
        try appendHead(range, to: &text)
        text.append(contentsOf: pending[range])
        text.append(contentsOf: "\r\n".utf8)
        return text
    }

    private mutating func appendHead(
        _ range: Range<Int>, to text: inout [UInt8]
    ) throws(SigningError) {
        text.append(contentsOf: String(range.count, radix: 16).utf8)
        if chunks.isSigned {
            // The span borrows all of the encoder, so the signer has to be outside it meanwhile.
            var signer = signer
            let signature = try signer.sign(chunk: pending.span.extracting(range).bytes)
            self.signer = signer
            text.append(contentsOf: ";chunk-signature=".utf8)
            text.append(contentsOf: signature.utf8)
        }
        text.append(contentsOf: "\r\n".utf8)
    }

    private mutating func last() throws -> [UInt8] {
        var text: [UInt8] = []
        try appendHead(pending.count..<pending.count, to: &text)
        if let trailer = chunks.trailer {
            let value = try value(of: trailer)
            text.append(contentsOf: (trailer.name + ":" + value + "\r\n").utf8)
            if chunks.isSigned {
                let signature = try signer.sign(trailer: trailer.name, value: value)
                text.append(
                    contentsOf: (ChunkSigning.trailerSignatureName + ":" + signature + "\r\n").utf8)
            }
        }
        text.append(contentsOf: "\r\n".utf8)
        return text
    }

    private mutating func value(of trailer: ChunkTrailer) throws -> String {
        switch trailer {
        case .known(_, let value): return value
        case .crc32:
            let bytes = stride(from: 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: crc >> UInt32($0))
            }
            return Base64.encode(bytes.span.bytes)
        case .sha256:
            let bytes = try digest.take()?.finish() ?? []
            return Base64.encode(bytes.span.bytes)
        }
    }

    private func wrongSize() -> TransportError {
        TransportError(
            .bodySourceFailed,
            "The body was announced with \(byteCount) bytes, and its source gave "
                + (received > byteCount ? "more." : "\(received)."))
    }
}

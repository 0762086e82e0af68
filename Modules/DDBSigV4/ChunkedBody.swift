import DDBHTTP
import Synchronization

/// A body in signed chunks, made anew from its beginning for every attempt.
struct ChunkedBody: BodySource {
    let base: RequestBody
    let chunks: ChunkSigning
    let decodedByteCount: Int
    let seed: Signature

    var byteCount: Int? { chunks.encodedByteCount(of: decodedByteCount) }

    func open() async throws -> any BodyReader {
        let encoder = try ChunkEncoder(chunks, byteCount: decodedByteCount, seed: seed)
        return ChunkedBodyReader(base: try await base.open(), encoder: encoder)
    }
}

/// Reads a body and gives it back in chunks.
private final class ChunkedBodyReader: BodyReader {
    private let base: any BodyReader
    private let encoder: Mutex<ChunkEncoder>

    init(base: any BodyReader, encoder: consuming sending ChunkEncoder) {
        self.base = base
        self.encoder = Mutex(encoder)
    }

    func next() async throws -> [UInt8]? {
        while true {
            let bytes = try encoder.withLock { try $0.next() }
            guard let bytes else { return nil }
            if !bytes.isEmpty { return bytes }
            let piece = try await base.next()
            try encoder.withLock { try $0.add(piece) }
        }
    }

    func abandon() { base.abandon() }
}

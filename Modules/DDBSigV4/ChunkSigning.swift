/// How a body is cut into chunks, and what of it is signed.
public struct ChunkSigning: Sendable, Hashable {
    /// What protects the chunks.
    public enum Form: Sendable, Hashable {
        /// Every chunk has a signature that goes on from the one before, and so has the trailer.
        case signed(trailer: ChunkTrailer?)
        /// Only the head is signed; TLS and the trailer's checksum protect the rest.
        case unsigned(trailer: ChunkTrailer)
    }

    /// What protects the chunks.
    public var form: Form
    /// The size of every chunk but the last; at least ``chunkBytesMin``.
    public var chunkByteCount: Int

    /// The smallest chunk that S3 takes.
    public static let chunkBytesMin = 8192
    /// The largest chunk that is built here, for it is held in memory.
    public static let chunkBytesMax = 64 << 20

    /// Creates a form; chunks of 64 KiB unless told.
    public init(_ form: Form = .signed(trailer: nil), chunkByteCount: Int = 65_536) {
        self.form = form
        self.chunkByteCount = chunkByteCount
    }

    /// The field that follows the last chunk.
    var trailer: ChunkTrailer? {
        switch form {
        case .signed(let trailer): trailer
        case .unsigned(let trailer): trailer
        }
    }

    var isSigned: Bool {
        switch form {
        case .signed: true
        case .unsigned: false
        }
    }

    /// What stands for the hash of the payload.
    var payloadText: String {
        switch form {
        case .signed(trailer: nil): "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .signed: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .unsigned: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }

    /// The size of a body with its chunk heads and its trailer.
    ///
    /// - Parameter byteCount: The size of the body itself.
    public func encodedByteCount(of byteCount: Int) -> Int {
        let full = byteCount / chunkByteCount
        let rest = byteCount % chunkByteCount
        var count = full * (frameByteCount(chunkByteCount) + chunkByteCount)
        if rest > 0 { count += frameByteCount(rest) + rest }
        // The last chunk is empty and has no line end behind its data of none.
        count += frameByteCount(0) - 2
        if let trailer {
            count += trailer.name.utf8.count + 1 + trailer.valueByteCount + 2
            if isSigned { count += ChunkSigning.trailerSignatureName.utf8.count + 1 + 64 + 2 }
        }
        return count + 2
    }

    static let trailerSignatureName = "x-amz-trailer-signature"

    /// The size of what is around the data of a chunk: its head and two line ends.
    private func frameByteCount(_ byteCount: Int) -> Int {
        let digits = String(byteCount, radix: 16).utf8.count
        return digits + (isSigned ? ";chunk-signature=".utf8.count + 64 : 0) + 4
    }
}

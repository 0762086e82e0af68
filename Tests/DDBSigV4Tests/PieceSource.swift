import DDBHTTP

/// A body that comes in pieces of one size.
struct PieceSource: BodySource {
    let bytes: [UInt8]
    let size: Int
    let byteCount: Int?

    init(bytes: [UInt8], size: Int) {
        self.init(bytes: bytes, size: size, announcedByteCount: bytes.count)
    }

    init(bytes: [UInt8], size: Int, announcedByteCount: Int?) {
        self.bytes = bytes
        self.size = size
        byteCount = announcedByteCount
    }

    func open() async throws -> any BodyReader {
        BytesReader(
            pieces: stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            })
    }
}

import DDBBase

/// What stands for the body in a signature, and how the body comes: `x-amz-content-sha256`.
enum PayloadForm: Sendable, Hashable {
    /// As it is, with a digest that is signed.
    case digest(String)
    /// As it is; nothing of it is signed.
    case unsigned
    /// In chunks with a signature each, and perhaps a trailer with its own.
    case signedChunks(hasTrailer: Bool)
    /// In chunks, of which nothing is signed, and a trailer.
    case unsignedChunks

    /// Reads the value of the field; where there is none, only URLs and calls without a signature
    /// are without it.
    init(_ text: String?) throws(S3Refusal) {
        switch text {
        case nil, "UNSIGNED-PAYLOAD": self = .unsigned
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .signedChunks(hasTrailer: false)
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .signedChunks(hasTrailer: true)
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .unsignedChunks
        case let text?:
            guard text.utf8.count == 64, Hex.decode(text) != nil else {
                throw .invalidArgument(
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD,"
                        + " STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                        + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                        + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                    name: "x-amz-content-sha256", value: text)
            }
            self = .digest(text.lowercased())
        }
    }

    /// The last line of the canonical request.
    var text: String {
        switch self {
        case .digest(let hex): hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .signedChunks(false): "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .signedChunks(true): "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .unsignedChunks: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }

    var isChunked: Bool {
        switch self {
        case .digest, .unsigned: false
        case .signedChunks, .unsignedChunks: true
        }
    }
}

import DDBBase
import DDBCompression
import DDBHTTP

/// Reads bodies whole: no larger than a limit, equal to `x-amz-crc32`, and inflated after that, for
/// the checksum is of what goes over the wire.
enum ReplyBody {
    /// Why a body that came is not taken.
    enum Fault: Error {
        case wrongChecksum
        case tooLarge(limit: Int)
        case undecodable(any Error)
        /// The encoding, where it is one that HTTP knows: other text of a head is not repeated.
        case unknownEncoding(String?)
    }

    static func read(_ response: TransportResponse, limit: Int) async throws -> [UInt8] {
        let wire = try await response.body.collect(limit: limit)
        try check(wire, response.headers)
        return try inflate(wire, response.headers, limit: limit)
    }

    private static func check(_ wire: [UInt8], _ headers: HeaderFields) throws(Fault) {
        guard let text = headers["x-amz-crc32"] else { return }
        // A checksum that is no number protects nothing; a damaged head is as bad as a damaged
        // body.
        guard UInt32(text) == FastCRC32.checksum(wire.span.bytes) else { throw .wrongChecksum }
    }

    private static func inflate(
        _ wire: [UInt8], _ headers: HeaderFields, limit: Int
    ) throws(Fault) -> [UInt8] {
        guard let encoding = headers["content-encoding"]?.lowercased(), encoding != "identity",
            !encoding.isEmpty
        else { return wire }
        guard encoding == "gzip" || encoding == "x-gzip" else {
            let known = ["br", "compress", "deflate", "zstd", "aws-chunked"]
            throw .unknownEncoding(known.contains(encoding) ? encoding : nil)
        }
        if wire.isEmpty { return wire }
        do {
            return try GzipDecoder.decode(wire.span.bytes, limit: limit)
        } catch  where error.code == .limitExceeded {
            throw .tooLarge(limit: limit)
        } catch {
            throw .undecodable(error)
        }
    }
}

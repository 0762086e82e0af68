import DDBSigV4

/// Takes bodies of `content-encoding: aws-chunked` apart; performs no input or output.
///
/// ```
/// body    = *chunk last *trailer CRLF
/// chunk   = hex-size [";chunk-signature=" 64HEXDIG] CRLF data CRLF
/// last    = "0" [";chunk-signature=" 64HEXDIG] CRLF
/// trailer = name ":" value CRLF
/// ```
struct ChunkDecoder {
    private enum Phase {
        case head
        /// So many bytes of a chunk are still to come, and two of its line end.
        case data(rest: Int)
        case lineEnd
        case trailer
        case done
    }

    /// What the trailer says, by names in lower case.
    private(set) var trailer: [String: String] = [:]
    private let hasTrailer: Bool
    private let isSigned: Bool
    /// Nil where nobody checks signatures.
    private var signer: ChunkSigner?
    private var phase = Phase.head
    private var line: [UInt8] = []
    private var chunk: [UInt8] = []
    private var signature = ""
    private var lastLine = ""

    /// - Parameter seed: The signature of the head; nil where nobody checks signatures.
    init(_ form: PayloadForm, seed: Signature?) {
        switch form {
        case .signedChunks(let hasTrailer):
            isSigned = true
            self.hasTrailer = hasTrailer
        case .unsignedChunks, .digest, .unsigned:
            isSigned = false
            hasTrailer = true
        }
        signer = isSigned ? seed.map { ChunkSigner(seed: $0) } : nil
    }

    /// Whether the body is whole.
    var isDone: Bool {
        if case .done = phase { return true }
        return false
    }

    /// Takes bytes, and returns the data that is proven by now.
    mutating func add(_ bytes: [UInt8]) throws(S3Refusal) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var index = 0
        while index < bytes.count {
            switch phase {
            case .data(let rest):
                let taken = min(rest, bytes.count - index)
                chunk.append(contentsOf: bytes[index..<index + taken])
                index += taken
                phase = taken == rest ? .lineEnd : .data(rest: rest - taken)
                if taken == rest { found.append(try provenChunk()) }
            case .done: throw Self.malformed
            case .head, .lineEnd, .trailer:
                line.append(bytes[index])
                index += 1
                guard line.count <= S3Limits.chunkLineBytesMax else { throw Self.malformed }
                if line.last == UInt8(ascii: "\n") { try take(takeLine()) }
            }
        }
        return found
    }

    private mutating func takeLine() -> String {
        defer { line.removeAll(keepingCapacity: true) }
        line.removeLast()
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func take(_ text: String) throws(S3Refusal) {
        switch phase {
        case .head: try takeHead(text)
        case .lineEnd:
            guard text.isEmpty else { throw Self.malformed }
            phase = .head
        case .trailer: try takeTrailer(text)
        case .data, .done: throw Self.malformed
        }
    }

    private mutating func takeHead(_ text: String) throws(S3Refusal) {
        let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first, digits.utf8.count <= 16, !digits.hasPrefix("-"),
            !digits.hasPrefix("+"), let byteCount = Int(digits, radix: 16)
        else { throw Self.malformed }
        guard byteCount <= S3Limits.chunkBytesMax else { throw .tooLarge }
        if isSigned {
            let prefix = "chunk-signature="
            guard parts.count == 2, parts[1].hasPrefix(prefix) else { throw Self.malformed }
            signature = String(parts[1].dropFirst(prefix.count))
        }
        guard byteCount == 0 else {
            phase = .data(rest: byteCount)
            return
        }
        _ = try provenChunk()
        phase = .trailer
    }

    private mutating func provenChunk() throws(S3Refusal) -> [UInt8] {
        defer { chunk = [] }
        // The span borrows all of the decoder, so the signer has to be outside it meanwhile.
        guard var signer else { return chunk }
        let wanted: String
        do throws(SigningError) {
            wanted = try signer.sign(chunk: chunk.span.bytes)
        } catch {
            throw .broken(error.message)
        }
        self.signer = signer
        guard wanted == signature else { throw .badSignature }
        return chunk
    }

    private mutating func takeTrailer(_ text: String) throws(S3Refusal) {
        guard !text.isEmpty else {
            if signer != nil, hasTrailer, trailer["x-amz-trailer-signature"] == nil {
                throw .badSignature
            }
            phase = .done
            return
        }
        guard hasTrailer, trailer.count < S3Limits.trailerLinesMax,
            let colon = text.firstIndex(of: ":")
        else { throw Self.malformed }
        let name = text[..<colon].lowercased()
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        if name == "x-amz-trailer-signature", signer != nil {
            let last = lastLine.split(separator: ":", maxSplits: 1).map(String.init)
            let wanted: String?
            do throws(SigningError) {
                wanted = try signer?.sign(
                    trailer: last.first ?? "", value: last.count > 1 ? last[1] : "")
            } catch {
                throw .broken(error.message)
            }
            guard wanted == String(value) else { throw .badSignature }
        }
        trailer[name] = String(value)
        lastLine = name + ":" + value
    }

    private static let malformed = S3Refusal(
        400, "InvalidRequest", "The chunks of the body are not of the form of aws-chunked.")
}

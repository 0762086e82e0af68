public import DDBBase
public import DDBHTTP

extension RequestSigner {
    /// Returns the request with its head signed and its body in chunks, so that a body that comes
    /// in pieces is signed without being read twice: S3's uploads.
    ///
    /// Sets `content-encoding`, `x-amz-decoded-content-length` and, with a trailer,
    /// `x-amz-trailer`, and puts the size of the encoded body where `content-length` was set.
    ///
    /// - Throws: ``SigningError`` with the code `invalidChunks` where the size of the body is not
    ///   known or that of chunks is out of range, or one of ``sign(_:with:at:payload:)``. While the
    ///   body is read, ``TransportError`` with the code `bodySourceFailed` where it is not of the
    ///   announced size.
    public func signChunked(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        chunks: ChunkSigning = ChunkSigning()
    ) throws(SigningError) -> SignedRequest {
        let (head, byteCount) = try chunked(request, chunks)
        let signed = try signHeaders(
            head, credentials, instant, payloadHash: chunks.payloadText
        ).signed
        var whole = signed.request
        whole.body = .stream(
            ChunkedBody(
                base: request.body, chunks: chunks, decodedByteCount: byteCount,
                seed: signed.signature))
        return SignedRequest(request: whole, signature: signed.signature)
    }

    /// Returns the steps of the signature of the head that
    /// ``signChunked(_:with:at:chunks:)`` makes.
    public func chunkedTrace(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        chunks: ChunkSigning = ChunkSigning()
    ) throws(SigningError) -> SigningTrace {
        let head = try chunked(request, chunks).head
        return try signHeaders(
            head, credentials, instant, payloadHash: chunks.payloadText
        ).parts.trace
    }

    private func chunked(
        _ request: TransportRequest, _ chunks: ChunkSigning
    ) throws(SigningError) -> (head: TransportRequest, byteCount: Int) {
        guard let byteCount = request.body.byteCount, byteCount >= 0 else {
            throw SigningError(
                .invalidChunks, "S3 takes chunks only of a body whose size is known beforehand.")
        }
        let allowed = ChunkSigning.chunkBytesMin...ChunkSigning.chunkBytesMax
        guard allowed.contains(chunks.chunkByteCount) else {
            throw SigningError(
                .invalidChunks,
                "Chunks have \(allowed.lowerBound) to \(allowed.upperBound) bytes, not "
                    + "\(chunks.chunkByteCount).")
        }
        var head = request
        let encoding = request.headers["content-encoding"]
        if encoding.map({ !$0.hasPrefix("aws-chunked") }) ?? true {
            head.headers["content-encoding"] =
                encoding.map { "aws-chunked," + $0 } ?? "aws-chunked"
        }
        head.headers["x-amz-decoded-content-length"] = String(byteCount)
        head.headers["x-amz-trailer"] = chunks.trailer?.name
        if head.headers.contains(name: "content-length") {
            head.headers["content-length"] = String(chunks.encodedByteCount(of: byteCount))
        }
        return (head, byteCount)
    }
}

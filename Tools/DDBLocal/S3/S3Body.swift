import DDBBase
import DDBDigest
import DDBHTTP
import DDBS3
import DDBSigV4

/// A body that came whole and is what was promised.
struct S3Body: Sendable {
    var content = ObjectContent()
    var md5: [UInt8] = []
    /// The checksum that was promised, and holds.
    var checksum: ObjectChecksum?

    /// Reads the body of a request to its end, and compares it with all that the head and the
    /// trailer say of it.
    static func read(
        _ request: LocalRequest, _ form: PayloadForm, seed: Signature?
    ) async throws(S3Refusal) -> S3Body {
        let headers = request.headers
        if request.method == "PUT", headers.contains(name: "transfer-encoding"),
            !headers.contains(name: "x-amz-decoded-content-length")
        {
            throw S3Refusal(
                411, "MissingContentLength",
                "You must provide the Content-Length HTTP header.")
        }
        var decoder = form.isChunked ? ChunkDecoder(form, seed: seed) : nil
        var body = S3Body()
        var pieces = request.body.pieces()
        do throws(S3Refusal) {
            while let piece = try await next(&pieces) { try body.add(piece, &decoder) }
        } catch {
            await drain(&pieces)
            throw error
        }
        if let decoder {
            guard decoder.isDone,
                headers["x-amz-decoded-content-length"] == String(body.content.byteCount)
            else { throw .incompleteBody }
        }
        try body.check(form, headers, decoder?.trailer ?? [:])
        return body
    }

    private mutating func add(
        _ piece: [UInt8], _ decoder: inout ChunkDecoder?
    ) throws(S3Refusal) {
        if decoder == nil {
            content.append(piece)
        } else {
            for data in try decoder?.add(piece) ?? [] { content.append(data) }
        }
        guard content.byteCount <= S3Limits.bodyBytesMax else { throw .tooLarge }
    }

    /// Reads a body that nobody wants, so that the client gets to read the answer.
    static func drain(_ body: LocalRequestBody) async {
        var pieces = body.pieces()
        await drain(&pieces)
    }

    private static func drain(_ pieces: inout any LocalRequestBody.Pieces) async {
        var byteCount = 0
        do throws(S3Refusal) {
            while byteCount < S3Limits.bodyBytesMax, let piece = try await next(&pieces) {
                byteCount += piece.count
            }
        } catch {
            // The connection has ended; so has the need.
            return
        }
    }

    private static func next(
        _ pieces: inout any LocalRequestBody.Pieces
    ) async throws(S3Refusal) -> [UInt8]? {
        do {
            return try await pieces.next()
        } catch {
            // The connection has ended, so that nobody reads this.
            throw .incompleteBody
        }
    }

    private mutating func check(
        _ form: PayloadForm, _ headers: HeaderFields, _ trailer: [String: String]
    ) throws(S3Refusal) {
        md5 = try content.digest(.md5)
        if case .digest(let hex) = form {
            let found = Hex.encode(try content.digest(.sha256))
            guard found == hex else {
                throw S3Refusal(
                    400, "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.",
                    [
                        ("ClientComputedContentSHA256", hex), ("S3ComputedContentSHA256", found),
                    ])
            }
        }
        if let text = headers["content-md5"] {
            guard let wanted = Base64.decode(text), wanted.count == 16 else {
                throw S3Refusal(
                    400, "InvalidDigest", "The Content-MD5 you specified was invalid.",
                    [("Content-MD5", text)])
            }
            guard wanted == md5 else {
                throw S3Refusal(
                    400, "BadDigest",
                    "The Content-MD5 you specified did not match what we received.",
                    [
                        ("ExpectedDigest", Hex.encode(wanted)),
                        ("CalculatedDigest", Base64.encode(md5.span.bytes)),
                    ])
            }
        }
        try checkSum(headers, trailer)
    }

    private mutating func checkSum(
        _ headers: HeaderFields, _ trailer: [String: String]
    ) throws(S3Refusal) {
        // For the completion of an upload it is the checksum of the object.
        let promised = ChecksumAlgorithm.allCases.compactMap { algorithm -> ObjectChecksum? in
            (trailer[algorithm.headerName] ?? headers[algorithm.headerName]).map {
                ObjectChecksum(algorithm, text: $0)
            }
        }
        guard promised.count <= 1 else {
            throw .invalidRequest(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                    + " allowed.")
        }
        if let name = headers["x-amz-trailer"]?.lowercased(), trailer[name] == nil {
            throw S3Refusal(
                400, "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to"
                    + " our published schema.")
        }
        checksum = promised.first
    }

    /// Compares the promised checksum with that of the body.
    func checkPromise() throws(S3Refusal) {
        guard let checksum else { return }
        guard try content.checksum(checksum.algorithm) == checksum else {
            throw .badDigest(checksum.algorithm.rawValue)
        }
    }

    /// The checksum that is kept: the promised one, else that which S3 computes of its own.
    func keptChecksum(
        otherwise algorithm: ChecksumAlgorithm = .crc64nvme
    ) throws(S3Refusal) -> KeptChecksum {
        // `??` would forget the type of the error.
        let kept: ObjectChecksum
        if let checksum { kept = checksum } else { kept = try content.checksum(algorithm) }
        return KeptChecksum(
            algorithm: kept.algorithm.rawValue, text: kept.text, type: "FULL_OBJECT")
    }
}

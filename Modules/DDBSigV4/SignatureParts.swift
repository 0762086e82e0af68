import DDBHTTP

/// One signature and the texts it came from.
struct SignatureParts {
    let canonicalRequest: [UInt8]
    let stringToSign: [UInt8]
    let signedHeaders: [UInt8]
    /// The signature: 64 lower-case hexadecimal digits.
    let hex: String

    init(
        _ request: TransportRequest, _ stamp: SigningStamp, _ path: CanonicalPath,
        payloadHash: String, headers: CanonicalHeaders
    ) throws(SigningError) {
        let newLine = UInt8(ascii: "\n")
        var text: [UInt8] = []
        text.reserveCapacity(256 + headers.text.count + headers.names.count)
        text.append(contentsOf: request.method.rawValue.utf8)
        text.append(newLine)
        path.append(request.wirePath, to: &text)
        text.append(newLine)
        CanonicalQuery.append(request.query, to: &text)
        text.append(newLine)
        text.append(contentsOf: headers.text)
        text.append(newLine)
        text.append(contentsOf: headers.names)
        text.append(newLine)
        text.append(contentsOf: payloadHash.utf8)
        canonicalRequest = text
        signedHeaders = headers.names

        let digest = try Hashing.sha256(text.span.bytes)
        var toSign: [UInt8] = []
        toSign.reserveCapacity(192)
        toSign.append(contentsOf: SigningStamp.algorithm.utf8)
        toSign.append(newLine)
        toSign.append(contentsOf: stamp.date.timestamp.utf8)
        toSign.append(newLine)
        toSign.append(contentsOf: stamp.scope.utf8)
        toSign.append(newLine)
        toSign.append(contentsOf: Hashing.hexBytes(digest))
        stringToSign = toSign
        hex = Hashing.hex(try stamp.key.sign(toSign))
    }

    /// The signature as callers see it.
    func signature(_ stamp: SigningStamp) -> Signature {
        Signature(
            hex: hex, timestamp: stamp.date.timestamp, scope: stamp.scope,
            key: stamp.key)
    }

    /// The texts as callers see them.
    var trace: SigningTrace {
        SigningTrace(
            canonicalRequest: String(decoding: canonicalRequest, as: UTF8.self),
            stringToSign: String(decoding: stringToSign, as: UTF8.self),
            signedHeaders: String(decoding: signedHeaders, as: UTF8.self),
            signature: hex)
    }
}

import DDBBase

/// Who signs, when and where: what a signature has besides the request.
struct SigningStamp {
    static let algorithm = "AWS4-HMAC-SHA256"

    let date: SigningDate
    /// `<day>/<region>/<service>/aws4_request`.
    let scope: String
    let key: SigningKey

    init(
        _ credentials: SigningCredentials, _ instant: Instant, _ settings: SigningSettings,
        _ keys: SigningKeyCache
    ) throws(SigningError) {
        guard isScopeText(credentials.accessKeyID) else {
            throw SigningError(
                .invalidCredentials,
                "The access key id is empty or is none; look at where the credentials come from.")
        }
        date = try SigningDate(instant)
        key = try keys.key(
            secret: credentials.secretAccessKey, day: date.day, settings: settings)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        text.append(contentsOf: date.day.utf8)
        text.append(UInt8(ascii: "/"))
        text.append(contentsOf: settings.region.utf8)
        text.append(UInt8(ascii: "/"))
        text.append(contentsOf: settings.service.utf8)
        text.append(contentsOf: "/aws4_request".utf8)
        scope = String(decoding: text, as: UTF8.self)
    }

    /// The value of `authorization`.
    func authorization(_ parts: SignatureParts, accessKeyID: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(256)
        text.append(contentsOf: Self.algorithm.utf8)
        text.append(contentsOf: " Credential=".utf8)
        text.append(contentsOf: accessKeyID.utf8)
        text.append(UInt8(ascii: "/"))
        text.append(contentsOf: scope.utf8)
        text.append(contentsOf: ", SignedHeaders=".utf8)
        text.append(contentsOf: parts.signedHeaders)
        text.append(contentsOf: ", Signature=".utf8)
        Hashing.appendHex(parts.code, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

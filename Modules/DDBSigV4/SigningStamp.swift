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
        let scoped = try keys.key(
            secret: credentials.secretAccessKey, day: date.day, settings: settings)
        key = scoped.key
        scope = scoped.scope
    }

    /// The value of `authorization`.
    func authorization(_ parts: SignatureParts, accessKeyID: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(256)
        text.append(contentsOf: "AWS4-HMAC-SHA256 Credential=".utf8)
        text.append(contentsOf: accessKeyID.utf8)
        text.append(UInt8(ascii: "/"))
        text.append(contentsOf: scope.utf8)
        text.append(contentsOf: ", SignedHeaders=".utf8)
        text.append(contentsOf: parts.signedHeaders)
        text.append(contentsOf: ", Signature=".utf8)
        text.append(contentsOf: parts.hex.utf8)
        return String(decoding: text, as: UTF8.self)
    }
}

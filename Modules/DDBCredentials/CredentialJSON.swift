import DDBBase
import DDBJSON
import DDBSigV4

/// Reads the JSON of services, programs and caches, none of which is trusted to be whole.
struct CredentialJSON {
    /// The most bytes of a text, and how deep and how many its values may be.
    static let limits = JSONLimits(byteCountMax: 256 << 10, depthMax: 16, valueCountMax: 4096)

    let object: JSONObject
    /// What messages call the source, such as `the container's endpoint`.
    let source: String

    /// Reads a whole text.
    ///
    /// - Throws: ``CredentialsError`` with the code `malformedReply`, showing nothing of the text.
    init(_ bytes: [UInt8], from source: String) throws(CredentialsError) {
        let value: JSONValue
        do {
            value = unsafe try JSONValue.parse(bytes.span.bytes, limits: Self.limits)
        } catch {
            // The parser's message may quote; its offset tells enough.
            throw CredentialsError(
                .malformedReply, "\(source) is no JSON (byte \(error.byteOffset)).")
        }
        guard let object = value.object else {
            throw CredentialsError(.malformedReply, "\(source) is no JSON object.")
        }
        self.object = object
        self.source = source
    }

    init(_ object: JSONObject, from source: String) {
        self.object = object
        self.source = source
    }

    /// A text that must be there and not be empty.
    func text(_ name: String) throws(CredentialsError) -> String {
        guard let text = try optionalText(name), !text.isEmpty else {
            throw CredentialsError(.malformedReply, "\(source) has no \(name).")
        }
        return text
    }

    /// A text, or nil where it is missing, null or empty.
    func optionalText(_ name: String) throws(CredentialsError) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.string else {
            throw CredentialsError(.malformedReply, "\(name) in \(source) is no text.")
        }
        return text.isEmpty ? nil : text
    }

    /// A moment, or nil where it is missing or null.
    func optionalMoment(_ name: String) throws(CredentialsError) -> Instant? {
        guard let text = try optionalText(name) else { return nil }
        guard let moment = Self.moment(text) else {
            throw CredentialsError(.malformedReply, "\(name) in \(source) is no RFC 3339 time.")
        }
        return moment
    }

    /// Reads a moment, of which some tools write the zone as `UTC` behind the time.
    static func moment(_ text: String) -> Instant? {
        text.hasSuffix("UTC")
            ? Instant(iso8601: text.dropLast(3).trimmed + "Z") : Instant(iso8601: text)
    }

    /// Reads keys under the names that containers, instances and programs use.
    ///
    /// - Parameter token: The name of the session token, which differs.
    func credentials(token: String, origin: String) throws(CredentialsError) -> Credentials {
        let secret = try text("SecretAccessKey")
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: try text("AccessKeyId"), secretAccessKey: Secret(secret),
                sessionToken: try optionalText(token).map(Secret.init)),
            expiration: try optionalMoment("Expiration"),
            accountID: try optionalText("AccountId"), origin: origin)
    }
}

extension StringProtocol {
    /// The text without the white space and line ends around it.
    var trimmed: String {
        var rest = Substring(self).unicodeScalars
        while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
        while rest.last?.properties.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

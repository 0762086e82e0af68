import DDBBase
import DDBJSON

/// What a token of an identity provider says of itself; nobody proves it here.
struct WebToken: Sendable {
    var subject = "local"
    var audience = "sts.amazonaws.com"
    var issuer = "local"
    /// Seconds since 1970.
    var expires: Int64?

    /// Reads the claims of a JSON Web Token (RFC 7519 §3); other texts are tokens without claims.
    init(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Self.claims(parts[1]) else { return }
        subject = claims["sub"]?.string ?? subject
        audience = claims["aud"]?.string ?? claims["aud"]?.array?.first?.string ?? audience
        issuer = claims["iss"]?.string ?? issuer
        expires = claims["exp"]?.integer
    }

    private static func claims(_ part: Substring) -> JSONValue? {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        guard let bytes = Base64.decode(text) else { return nil }
        do throws(JSONError) {
            return try JSONValue.parse(bytes.span.bytes)
        } catch {
            // Then it is a text of three parts, and no token of that form.
            return nil
        }
    }
}

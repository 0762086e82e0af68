import DDBClientCore

/// Tells from a refused request in which region its bucket is; pure.
enum RegionHint: Equatable {
    /// There.
    case region(String)
    /// In another one; ask which.
    case elsewhere
    /// The refusal has another reason.
    case none

    /// - Parameter asked: The region that the request was signed for.
    init(_ error: ClientError, asked: String) {
        let isRedirect =
            error.status == 301 || error.status == 307
            || [
                "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
                "IllegalLocationConstraintException",
            ].contains(error.code.text)
        // The reply to HEAD has no document: 400 and 403 tell a wrong region by the field alone.
        guard isRedirect || error.status == 400 || error.status == 403 else {
            self = .none
            return
        }
        if let region = error.region, Self.isName(region) {
            self = region == asked ? .none : .region(region)
        } else {
            self = isRedirect ? .elsewhere : .none
        }
    }

    /// Whether a text can be a region: it becomes part of a host, so nothing else may pass.
    static func isName(_ text: String) -> Bool {
        (2...32).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}

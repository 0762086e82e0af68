/// Says why OpenSSL computed no digest.
public struct DigestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable {
        enum Kind { case unavailable, failed }
        let kind: Kind

        /// The installed OpenSSL does not offer the algorithm, as MD5 under a FIPS-only provider.
        public static let unavailable = Code(kind: .unavailable)
        /// OpenSSL gave up, as it does when memory is exhausted.
        public static let failed = Code(kind: .failed)
    }

    /// What the caller can do.
    public enum Disposition: Sendable { case retry, reconfigure, corrupt, fatal }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .unavailable: .reconfigure
        case .failed: .fatal
        }
    }

    /// The message.
    public var description: String { message }

    init(unavailable algorithm: String) {
        code = .unavailable
        message =
            "OpenSSL offers no \(algorithm) here; use a configuration that loads its default "
            + "provider."
    }

    init(failed operation: String) {
        code = .failed
        message = "OpenSSL could not \(operation); the process may be out of memory."
    }
}

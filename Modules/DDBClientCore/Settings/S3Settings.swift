/// What a client of S3 sets besides what all clients do.
public struct S3Settings: Sendable, Hashable {
    /// Where a bucket stands in a URL.
    public enum AddressingStyle: String, Sendable, Hashable, CaseIterable {
        /// In the host at AWS, in the path at a custom endpoint: few other servers have a name for
        /// every bucket.
        case auto
        /// In the host where its name allows it.
        case virtual
        /// In the path.
        case path
    }

    /// When checksums are computed and compared.
    public enum Checksums: String, Sendable, Hashable, CaseIterable {
        /// Wherever an operation can have one.
        case whenSupported = "when_supported"
        /// Only where an operation must have one; some other servers refuse more.
        case whenRequired = "when_required"
    }

    /// Where a bucket stands in a URL.
    public var addressing: AddressingStyle
    /// When requests carry a checksum.
    public var requestChecksums: Checksums
    /// When the checksum of a response is compared.
    public var responseChecksums: Checksums

    /// Creates settings.
    public init(
        addressing: AddressingStyle = .auto, requestChecksums: Checksums = .whenSupported,
        responseChecksums: Checksums = .whenSupported
    ) {
        self.addressing = addressing
        self.requestChecksums = requestChecksums
        self.responseChecksums = responseChecksums
    }

    /// Whether a bucket stands in the path in any case.
    func forcesPathStyle(hasEndpoint: Bool) -> Bool {
        switch addressing {
        case .auto: hasEndpoint
        case .virtual: false
        case .path: true
        }
    }
}

/// A part of AWS with accounts, regions and domains of its own.
public struct Partition: Sendable, Hashable {
    /// The name, as in ARNs: `aws`, `aws-cn`.
    public let id: String
    /// What the names of regions begin with: `us-gov` in `us-gov-west-1`.
    public let regionPrefixes: [String]
    /// What hosts end with.
    public let dnsSuffix: String
    /// What hosts that have IPv6 addresses as well end with.
    public let dualStackDNSSuffix: String
    /// Whether there are endpoints with validated cryptography.
    public let supportsFIPS: Bool
    /// Whether there are endpoints with IPv6 addresses.
    public let supportsDualStack: Bool
    /// The region in which services without regions sign.
    public let implicitGlobalRegion: String

    /// Creates a partition.
    public init(
        id: String, regionPrefixes: [String], dnsSuffix: String, dualStackDNSSuffix: String,
        supportsFIPS: Bool = true, supportsDualStack: Bool = true, implicitGlobalRegion: String
    ) {
        self.id = id
        self.regionPrefixes = regionPrefixes
        self.dnsSuffix = dnsSuffix
        self.dualStackDNSSuffix = dualStackDNSSuffix
        self.supportsFIPS = supportsFIPS
        self.supportsDualStack = supportsDualStack
        self.implicitGlobalRegion = implicitGlobalRegion
    }

    /// Whether a region is one of the partition: a prefix, a word and a number, or the stand-in
    /// for services without regions, as `aws-cn-global`.
    public func contains(region: String) -> Bool {
        if region == id + "-global" { return true }
        return regionPrefixes.contains { prefix in
            guard region.utf8.starts(with: prefix.utf8) else { return false }
            let words = region.utf8.dropFirst(prefix.utf8.count).split(
                separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            return words.count == 3 && words[0].isEmpty && !words[1].isEmpty && !words[2].isEmpty
                && words[2].allSatisfy { (48...57).contains($0) }
        }
    }
}

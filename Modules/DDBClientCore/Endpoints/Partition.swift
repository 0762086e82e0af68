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
        let words = region.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard words.count >= 3, let number = words.last, !number.isEmpty,
            number.allSatisfy({ (48...57).contains($0) }), !words[words.count - 2].isEmpty
        else { return false }
        let prefix = words[..<(words.count - 2)].joined(separator: [UInt8(ascii: "-")])
        return regionPrefixes.contains { $0.utf8.elementsEqual(prefix) }
    }
}

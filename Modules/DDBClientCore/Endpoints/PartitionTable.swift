/// The partitions of AWS, and which of them a region belongs to.
public struct PartitionTable: Sendable, Hashable {
    /// The partition of regions that no other one has, such as those that are new.
    public let fallback: Partition
    /// The other partitions.
    public let others: [Partition]

    /// Creates a table.
    public init(fallback: Partition, others: [Partition]) {
        self.fallback = fallback
        self.others = others
    }

    /// Returns the partition of a region; any text gets one.
    public func partition(of region: String) -> Partition {
        others.first { $0.contains(region: region) } ?? fallback
    }

    /// The partitions as of 2026.
    ///
    /// https://docs.aws.amazon.com/general/latest/gr/rande.html
    public static let standard = PartitionTable(
        fallback: Partition(
            id: "aws",
            regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
            dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws",
            implicitGlobalRegion: "us-east-1"),
        others: [
            Partition(
                id: "aws-cn", regionPrefixes: ["cn"], dnsSuffix: "amazonaws.com.cn",
                dualStackDNSSuffix: "api.amazonwebservices.com.cn",
                implicitGlobalRegion: "cn-northwest-1"),
            Partition(
                id: "aws-us-gov", regionPrefixes: ["us-gov"], dnsSuffix: "amazonaws.com",
                dualStackDNSSuffix: "api.aws", implicitGlobalRegion: "us-gov-west-1"),
            Partition(
                id: "aws-eusc", regionPrefixes: ["eusc-de"], dnsSuffix: "amazonaws.eu",
                dualStackDNSSuffix: "api.amazonwebservices.eu",
                implicitGlobalRegion: "eusc-de-east-1"),
            Partition(
                id: "aws-iso", regionPrefixes: ["us-iso"], dnsSuffix: "c2s.ic.gov",
                dualStackDNSSuffix: "api.aws.ic.gov", implicitGlobalRegion: "us-iso-east-1"),
            Partition(
                id: "aws-iso-b", regionPrefixes: ["us-isob"], dnsSuffix: "sc2s.sgov.gov",
                dualStackDNSSuffix: "api.aws.scloud", implicitGlobalRegion: "us-isob-east-1"),
            Partition(
                id: "aws-iso-e", regionPrefixes: ["eu-isoe"], dnsSuffix: "cloud.adc-e.uk",
                dualStackDNSSuffix: "api.cloud-aws.adc-e.uk",
                implicitGlobalRegion: "eu-isoe-west-1"),
            Partition(
                id: "aws-iso-f", regionPrefixes: ["us-isof"], dnsSuffix: "csp.hci.ic.gov",
                dualStackDNSSuffix: "api.aws.hci.ic.gov",
                implicitGlobalRegion: "us-isof-south-1"),
        ])
}

/// The rules for names of buckets.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
enum BucketName {
    /// Whether a bucket of the name can exist: 3 to 63 of `a-z`, `0-9`, `.` and `-`, or one of the
    /// names that us-east-1 gave until 2018, 3 to 255 of `A-Za-z0-9._-`; and no IPv4 address.
    static func isPossible(_ name: String) -> Bool {
        guard (3...255).contains(name.utf8.count), !isAddress(name) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// Whether a name can stand in front of a host: of 3 to 63 lower-case labels.
    ///
    /// - Parameter withDots: Whether it may be several labels; a certificate for `*.host` is good
    ///   for one only.
    static func isHostable(_ name: String, withDots: Bool) -> Bool {
        guard (3...63).contains(name.utf8.count), !isAddress(name),
            !name.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return false }
        let labels = name.utf8.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (withDots || labels.count == 1) && labels.allSatisfy { isHostLabel($0) }
    }
}

/// One part of an upload, as S3 took it.
public struct ObjectPart: Sendable, Hashable {
    /// The number, 1 to 10,000.
    public var number: Int
    /// The tag of its content.
    public var etag: String
    /// The checksum that it was sent with.
    public var checksum: ObjectChecksum?

    /// Creates a part.
    public init(number: Int, etag: String, checksum: ObjectChecksum? = nil) {
        self.number = number
        self.etag = etag
        self.checksum = checksum
    }
}

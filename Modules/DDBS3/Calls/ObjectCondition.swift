/// Says when an object may be written.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
public enum ObjectCondition: Sendable, Hashable {
    /// Whatever is there is replaced.
    case always
    /// Only where there is none: `If-None-Match: *`.
    case ifAbsent
    /// Only where the content with this tag is there: `If-Match`.
    case ifMatches(etag: String)
}

/// Says how the path of a request becomes part of its canonical form.
public enum CanonicalPath: Sendable, Hashable {
    /// Empty, `.` and `..` segments are resolved, then the path, whose escapes stand already, is
    /// escaped once more: every service but S3.
    case normalized
    /// The path is escaped once more, its segments stay: for a service behind something that leaves
    /// paths alone.
    case unnormalized
    /// Every byte is escaped once, and segments stay: S3, whose keys may hold `//` and `..`.
    case single
}

/// Says how a vector index measures distance.
///
/// New names may come; those known are constants.
public struct VectorDistanceFunction: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// By the angle.
    public static let cosine = VectorDistanceFunction(rawValue: "COSINE")
    /// By the inner product.
    public static let dotProduct = VectorDistanceFunction(rawValue: "DOT_PRODUCT")
    /// By the straight line.
    public static let euclidean = VectorDistanceFunction(rawValue: "EUCLIDEAN")
}

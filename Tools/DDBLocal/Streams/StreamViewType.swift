/// Which images a stream's records have.
package enum StreamViewType: String, Sendable, CaseIterable {
    /// None.
    case keysOnly = "KEYS_ONLY"
    /// The item afterwards.
    case newImage = "NEW_IMAGE"
    /// The item before.
    case oldImage = "OLD_IMAGE"
    /// Both.
    case newAndOldImages = "NEW_AND_OLD_IMAGES"

    var hasNewImage: Bool { self == .newImage || self == .newAndOldImages }
    var hasOldImage: Bool { self == .oldImage || self == .newAndOldImages }
}

/// Tells data files of a log apart: the path and the id of the deletion vector.
public struct FileIdentity: Sendable, Hashable {
    // Bytes, because String takes two spellings of one accented letter for the same.
    let path: [UInt8]
    let deletionVectorId: [UInt8]

    init(path: String, deletionVector: DeletionVectorDescriptor?) {
        self.path = LogPath.canonicalBytes(path)
        deletionVectorId = deletionVector.map { Array($0.uniqueId.utf8) } ?? []
    }

    /// Feeds the bytes whole: the array's own way is a step a byte.
    public func hash(into hasher: inout Hasher) {
        unsafe path.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        hasher.combine(path.count)
        unsafe deletionVectorId.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

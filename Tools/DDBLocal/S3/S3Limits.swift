/// The limits of the local S3, which holds everything in memory.
enum S3Limits {
    /// The most bytes of one request's body; AWS takes 5 GiB.
    static let bodyBytesMax = 1 << 30
    /// The most bytes of an object; AWS takes 5 TiB and more.
    static let objectBytesMax = 8 << 30
    /// The most bytes of all objects and parts together.
    static let storedBytesMax = 16 << 30
    /// The most bytes of a document that is sent here.
    static let documentBytesMax = 8 << 20
    /// The most bytes of one signed chunk, which is held until its signature is known.
    static let chunkBytesMax = 64 << 20
    /// The most bytes of the head of a chunk and of a line of a trailer.
    static let chunkLineBytesMax = 1024
    /// The most lines of a trailer.
    static let trailerLinesMax = 16
    /// The most bytes of a key.
    static let keyBytesMax = 1024
    /// The most bytes of the names and values of metadata.
    static let metadataBytesMax = 2048
    /// The most keys of a page and of a call of DeleteObjects.
    static let keysPerCallMax = 1000
    /// The most buckets.
    static let bucketCountMax = 1000
    /// The most uploads under way.
    static let uploadCountMax = 10_000
    /// The highest number of a part.
    static let partNumberMax = 10_000
    /// The smallest part that is not the last.
    static let partBytesMin = 5 << 20
    /// The bytes that are kept and sent in one piece.
    static let pieceBytes = 1 << 20
}

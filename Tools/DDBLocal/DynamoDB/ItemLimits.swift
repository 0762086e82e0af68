/// The limits of items and of requests.
enum ItemLimits {
    /// The most bytes of an item, as DynamoDB counts them.
    static let itemBytesMax = 409_600
    /// The bytes after which a page ends.
    static let pageBytes = 1 << 20
    /// The most entries of BatchWriteItem and BatchGetItem.
    static let batchWritesMax = 25
    static let batchReadsMax = 100
    /// The most actions and bytes of a transaction.
    static let transactionMax = 100
    static let transactionBytesMax = 4 << 20
    /// The most bytes that BatchGetItem returns.
    static let batchReplyBytes = 16 << 20
    /// The most segments of a scan.
    static let segmentsMax = 1_000_000

    static func check(size: Int, isUpdate: Bool = false) throws(ServiceRefusal) {
        guard size <= itemBytesMax else {
            throw .validation(
                isUpdate
                    ? "Item size to update has exceeded the maximum allowed size"
                    : "Item size has exceeded the maximum allowed size")
        }
    }
}

/// A change of an item, as a stream takes it: images are DynamoDB JSON.
package struct StreamChange: Sendable, Hashable {
    /// An item or a part of one, and its size as DynamoDB counts it.
    package struct Image: Sendable, Hashable {
        /// `{"pk":{"S":".."},...}`.
        package let wire: [UInt8]
        /// The size.
        package let size: Int

        /// Creates an image.
        package init(wire: [UInt8], size: Int) {
            self.wire = wire
            self.size = size
        }
    }

    /// The hash of the partition key, which decides the shard.
    package let keyHash: UInt64
    /// The key attributes.
    package let keys: Image
    /// The item before; nil where there was none.
    package let oldImage: Image?
    /// The item afterwards; nil where there is none.
    package let newImage: Image?
    /// Whether DynamoDB deleted the item because its time had come.
    package let isExpiry: Bool

    /// Creates a change.
    package init(
        keyHash: UInt64, keys: Image, oldImage: Image?, newImage: Image?, isExpiry: Bool = false
    ) {
        self.keyHash = keyHash
        self.keys = keys
        self.oldImage = oldImage
        self.newImage = newImage
        self.isExpiry = isExpiry
    }
}

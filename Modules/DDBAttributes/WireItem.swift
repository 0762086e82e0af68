/// An item, or a key, as the DynamoDB JSON that goes over the wire: checked, and never written
/// anew.
///
/// It holds bytes of its own or points into a batch, which it then keeps in memory.
///
/// ```swift
/// let put = WireItem(of: batch, at: batch.records[0].newImage)   // no copy
/// let key: WireItem = ["pk": .string("a")]
/// ```
public struct WireItem: Sendable {
    private enum Source: Sendable {
        case bytes([UInt8])
        case image(ItemBatch, Int)
    }

    private let source: Source

    /// Encodes an item.
    public init(_ item: Item) {
        source = .bytes(WireEncoder.encode(item))
    }

    /// Points to an item, or map, of a batch.
    ///
    /// - Parameter index: Its tape index, as a record has it.
    public init(of batch: ItemBatch, at index: Int) {
        precondition(batch.token(at: index).kind == .map, "the index is not that of an item")
        source = .image(batch, index)
    }

    /// Keeps the very bytes of an item's DynamoDB JSON.
    ///
    /// - Throws: ``AttributeError`` where they are not an item.
    public init(
        wire bytes: RawSpan, limits: DecodeLimits = .standard
    ) throws(AttributeError) {
        var builder = ItemBatchBuilder(limits: limits)
        _ = try builder.image(wire: bytes)
        var copy: [UInt8] = []
        TokenText.copy(0..<bytes.byteCount, of: bytes, to: &copy)
        source = .bytes(copy)
    }

    /// The number of bytes.
    public var byteCount: Int {
        switch source {
        case .bytes(let bytes): bytes.count
        case .image(let batch, let index): batch.token(at: index).byteCount
        }
    }

    /// The bytes.
    public var wire: [UInt8] {
        var wire: [UInt8] = []
        append(to: &wire)
        return wire
    }

    /// Appends the bytes.
    public func append(to wire: inout [UInt8]) {
        switch source {
        case .bytes(let bytes): wire.append(contentsOf: bytes)
        case .image(let batch, let index): batch.appendItemWire(at: index, to: &wire)
        }
    }

    /// Builds the item that the bytes say.
    ///
    /// - Throws: ``AttributeError`` where it was made of an item that DynamoDB would not take, as
    ///   one with an empty set.
    public func item(limits: DecodeLimits = .standard) throws(AttributeError) -> Item {
        switch source {
        case .image(let batch, let index): return batch.item(at: index)
        case .bytes(let bytes): return try unsafe Item(wire: bytes.span.bytes, limits: limits)
        }
    }
}

extension WireItem: Hashable {
    /// Compares the bytes: items that differ only in spelling are different.
    public static func == (left: WireItem, right: WireItem) -> Bool {
        left.byteCount == right.byteCount && left.wire == right.wire
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(wire)
    }
}

extension WireItem: ExpressibleByDictionaryLiteral {
    /// Encodes an item of names and values; the last of equal names wins.
    public init(dictionaryLiteral elements: (String, AttributeValue)...) {
        var item = Item()
        for (name, value) in elements { item[name] = value }
        self.init(item)
    }
}

extension WireItem: CustomStringConvertible, CustomReflectable {
    /// The number of bytes, and none of them.
    public var description: String { "WireItem(\(byteCount) bytes)" }

    /// A mirror without the bytes.
    public var customMirror: Mirror {
        Mirror(self, children: ["byteCount": byteCount], displayStyle: .struct)
    }
}

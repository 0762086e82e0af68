/// Keeps the positions of a stream's shards, those of finished ones until they are forgotten.
///
/// Where the positions are stored together, ``text`` is their form: a line `ddbkit-shards 1`, then
/// one `SHARD POSITION` a shard, ordered by name. Where each shard's is stored alone, use
/// ``ShardPosition/text``.
public struct ShardPositions: Sendable, Hashable {
    /// The most bytes of the text form: about 300,000 shards.
    public static let byteCountMax = 64 << 20

    private static let header = "ddbkit-shards"
    private var entries: [ShardID: ShardPosition]

    /// Creates positions; none are those of a stream of which nothing was read.
    public init(_ entries: [ShardID: ShardPosition] = [:]) {
        self.entries = entries
    }

    /// The position of a shard; nil where it is not known.
    public subscript(shard: ShardID) -> ShardPosition? {
        get { entries[shard] }
        set { entries[shard] = newValue }
    }

    /// The number of shards.
    public var count: Int { entries.count }

    /// Whether no shard is known.
    public var isEmpty: Bool { entries.isEmpty }

    /// The shards and their positions, ordered by name.
    public var sorted: [(shard: ShardID, position: ShardPosition)] {
        entries.sorted { $0.key < $1.key }.map { (shard: $0.key, position: $0.value) }
    }

    /// The text form.
    public var text: String {
        var text = "\(Self.header) \(ShardPosition.version)\n"
        for (shard, position) in sorted { text += "\(shard.text) \(position.text)\n" }
        return text
    }

    /// Reads the text form.
    ///
    /// - Throws: ``ShardPositionError`` where the text is of another version, cut off, or no list
    ///   of positions; the message names the line.
    public init(text: String) throws(ShardPositionError) {
        guard text.utf8.count <= Self.byteCountMax else {
            throw ShardPositionError(
                .tooLarge, "The positions have more than \(Self.byteCountMax) bytes.")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        let first = lines.popFirst()?.split(separator: " ", omittingEmptySubsequences: false) ?? []
        guard first.count == 2, first[0] == Self.header, let version = Int(first[1]) else {
            throw ShardPositionError(
                .malformed, "These are no positions of shards: the first line is missing.")
        }
        guard version == ShardPosition.version else {
            throw ShardPositionError(otherVersion: version)
        }
        guard lines.popLast()?.isEmpty == true else {
            throw ShardPositionError(.malformed, "The positions are cut off in their last line.")
        }
        var entries: [ShardID: ShardPosition] = [:]
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, let shard = ShardID(String(parts[0])),
                entries[shard] == nil
            else {
                throw ShardPositionError(
                    .malformed,
                    "Line \(index + 2) of the positions names no shard, or a second time.")
            }
            entries[shard] = try ShardPosition(parts[1])
        }
        self.entries = entries
    }
}

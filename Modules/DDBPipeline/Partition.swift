/// A part of a source in which order holds: a file, a segment of a scan, a shard.
public struct Partition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The most bytes of an id; 1024, as object keys have.
    public static let byteCountMax = 1024

    /// The name, the same in every run over the same source.
    public let id: String

    /// Names a partition.
    ///
    /// - Throws: ``PipelineError`` `limitExceeded` where the id is empty or too long.
    public init(_ id: String) throws(PipelineError) {
        guard (1...Self.byteCountMax).contains(id.utf8.count) else {
            throw PipelineError(
                .limitExceeded, "A partition's name has 1 to \(Self.byteCountMax) bytes.")
        }
        self.id = id
    }

    /// The id.
    public var description: String { id }

    /// Orders partitions by the text of their ids.
    public static func < (left: Partition, right: Partition) -> Bool { left.id < right.id }
}

import DDBDeltaLog
import DDBJSON

/// How far a load has read one partition of its source.
public struct LoadPosition: Sendable, Hashable {
    /// The partition's name: a file, a segment.
    public var partition: String
    /// Where reading goes on, a text that only the source understands.
    public var position: String
    /// Whether nothing of the partition is left.
    public var isFinished: Bool

    /// Creates a position.
    public init(partition: String, position: String, isFinished: Bool) {
        self.partition = partition
        self.position = position
        self.isFinished = isFinished
    }
}

extension LoadPosition {
    /// How the names of the domains begin that hold positions; the partition's name follows.
    static let domainPrefix = "ddbkit.shard."

    /// The position as it stands in a log.
    var domain: DomainMetadata {
        var object = JSONObject()
        object["position"] = .string(position)
        if isFinished { object["finished"] = .bool(true) }
        return DomainMetadata(
            domain: Self.domainPrefix + partition,
            configuration: String(decoding: JSONValue.object(object).bytes, as: UTF8.self))
    }

    /// Reads a position; nil where the domain is another's.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    init?(_ domain: DomainMetadata) throws {
        guard domain.domain.utf8.starts(with: Self.domainPrefix.utf8) else { return nil }
        let name = domain.domain.utf8.dropFirst(Self.domainPrefix.utf8.count)
        let value: JSONValue
        do {
            value = try JSONValue.parse(domain.configuration, limits: .standard)
        } catch {
            throw StoreError(
                .damaged, "A position of an unfinished load is not JSON; begin the load anew.",
                cause: error)
        }
        guard let position = value["position"]?.string else {
            throw StoreError(
                .damaged, "A position of an unfinished load has no text; begin the load anew.")
        }
        self.init(
            partition: String(decoding: name, as: UTF8.self), position: position,
            isFinished: value["finished"]?.bool ?? false)
    }
}

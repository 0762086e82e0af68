import DDBDeltaLog
import DDBJSON

extension SavedPosition {
    /// What the names of the domains of positions begin with.
    static let domainPrefix = "ddbkit.shard."

    /// The domain that holds the position in the table's log.
    var domain: DomainMetadata {
        var object = JSONObject()
        if let position { object["position"] = .string(position) }
        if isFinished { object["finished"] = .bool(true) }
        if let order {
            object["epoch"] = .integer(Int64(order.epoch))
            object["sequence"] = .string(order.sequence)
        }
        return DomainMetadata(
            domain: Self.domainPrefix + partition,
            configuration: String(decoding: JSONValue.object(object).bytes, as: UTF8.self))
    }

    /// Reads the position that a domain holds; nil where it is a domain of another kind.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where it is not of the form that is written here.
    init?(_ domain: DomainMetadata) throws {
        guard domain.domain.hasPrefix(Self.domainPrefix) else { return nil }
        partition = String(domain.domain.dropFirst(Self.domainPrefix.count))
        let object: JSONObject?
        do {
            object = try JSONValue.parse(domain.configuration, limits: .standard).object
        } catch {
            throw Self.damaged(partition, cause: error)
        }
        guard let object else { throw Self.damaged(partition) }
        position = object["position"]?.string
        isFinished = object["finished"]?.bool ?? false
        order = nil
        if let sequence = object["sequence"]?.string {
            guard let epoch = UInt32(exactly: object["epoch"]?.integer ?? 0),
                SequencePoint.isSequence(sequence)
            else { throw Self.damaged(partition) }
            order = SequencePoint(epoch: epoch, sequence: sequence)
        }
    }

    private static func damaged(_ partition: String, cause: (any Error)? = nil) -> StoreError {
        StoreError(
            .damaged,
            "The position of the partition '\(partition)' in the table's log cannot be read; "
                + "restore the log.", cause: cause)
    }
}

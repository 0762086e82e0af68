import DDBAttributes
import DDBBase

/// Delivers the changes of tables to their Kinesis streams.
struct KinesisFollower: ChangeObserver, ClockFollower {
    let destinations: KinesisDestinations
    let engine: KinesisEngine

    func itemsChanged(_ changes: [ItemChange]) {
        for change in changes where destinations.isDelivering(tableARN: change.schema.arn) {
            destinations.append(
                [StreamChange(change)], tableARN: change.schema.arn, at: change.time)
        }
    }

    func tableChanged(_ event: TableEvent) {
        switch event {
        case .created, .altered, .streamEnabled, .streamDisabled, .recovery: break
        case .deleted(let schema, let moment):
            destinations.forget(tableARN: schema.arn, at: moment)
        }
    }

    func timePassed(now: Instant) {
        destinations.timePassed(now)
        engine.timePassed(now)
    }
}

extension StreamChange {
    /// A change as the tables tell it.
    init(_ change: ItemChange) {
        self.init(
            keyHash: change.key.hash, keys: Image(change.keys),
            oldImage: change.oldImage.map { Image($0) },
            newImage: change.newImage.map { Image($0) },
            isExpiry: change.cause == .timeToLive)
    }
}

extension StreamChange.Image {
    fileprivate init(_ item: StoredItem) {
        self.init(wire: item.wire, size: item.size)
    }
}

import DDBBase

/// Records the changes of tables in their streams.
struct StreamFollower: ChangeObserver, ClockFollower {
    let engine: StreamEngine

    func itemsChanged(_ changes: [ItemChange]) {
        var start = 0
        // The changes of a call that belong to one table and one moment are recorded together.
        while start < changes.count {
            let first = changes[start]
            var end = start + 1
            while end < changes.count, changes[end].schema === first.schema,
                changes[end].time == first.time
            {
                end += 1
            }
            if engine.isRecording(tableARN: first.schema.arn) {
                engine.append(
                    changes[start..<end].map { StreamChange($0) }, tableARN: first.schema.arn,
                    at: first.time)
            }
            start = end
        }
    }

    func tableChanged(_ event: TableEvent) {
        switch event {
        case .streamEnabled(let schema, let viewType, let label, let moment):
            guard let viewType = StreamViewType(rawValue: viewType) else {
                preconditionFailure("tables check the view types of their streams")
            }
            let table = StreamTable(
                name: schema.name, arn: schema.arn, keys: schema.key.attributes.map(\.name))
            engine.enable(table, label: label, viewType: viewType, at: moment)
        case .streamDisabled(let schema, _, let moment):
            engine.disable(tableARN: schema.arn, at: moment)
        case .created, .altered, .recovery: break
        case .deleted(let schema, let moment):
            engine.disable(tableARN: schema.arn, at: moment)
        }
    }

    func timePassed(now: Instant) {
        engine.timePassed(now)
    }
}

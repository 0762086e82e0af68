import DDBBase

/// Holds what a consumer was given, run after run, against the log of the writes.
public struct DeliveryAudit {
    /// What is wrong; no more than ``faultsMax`` of it.
    public private(set) var faults: [String] = []
    /// The writes that no run was given and that may be lost.
    public private(set) var lost: [LoggedWrite] = []
    /// The writes that no run was given and that must not be lost.
    public private(set) var missing: [LoggedWrite] = []
    /// The records that were given, each once.
    public private(set) var distinctCount = 0
    /// The records that were given again.
    public private(set) var repeatedCount = 0

    /// The most faults that are told.
    public static let faultsMax = 20

    private let images: StreamImages
    private let mayBeLost: (LoggedWrite) -> Bool

    /// Compares.
    ///
    /// - Parameters:
    ///   - writes: The log of each key, in order.
    ///   - runs: What each run of the consumer was given, in order.
    ///   - images: What records show.
    ///   - mayBeLost: Whether a loss was reported that a write is part of.
    public init(
        _ writes: [String: [LoggedWrite]], _ runs: [[GivenRecord]], images: StreamImages,
        mayBeLost: @escaping (LoggedWrite) -> Bool = { _ in false }
    ) {
        self.images = images
        self.mayBeLost = mayBeLost
        var byKey: [String: [(run: Int, record: GivenRecord)]] = [:]
        for (run, records) in runs.enumerated() {
            for record in records { byKey[record.key, default: []].append((run, record)) }
        }
        for key in Set(writes.keys).union(byKey.keys).sorted() {
            compare(writes[key] ?? [], byKey[key] ?? [])
        }
    }

    private mutating func fault(_ text: @autoclosure () -> String) {
        if faults.count < Self.faultsMax { faults.append(text()) }
    }

    private mutating func compare(
        _ writes: [LoggedWrite], _ given: [(run: Int, record: GivenRecord)]
    ) {
        var bySequence: [String: GivenRecord] = [:]
        for (_, record) in given {
            let known = bySequence.updateValue(record, forKey: record.sequence)
            if let known, known != record { fault("it came as another: \(known), \(record)") }
        }
        distinctCount += bySequence.count
        repeatedCount += given.count - bySequence.count
        // The nth record of a key is its nth write, but for those that are lost.
        var places: [String: Int] = [:]
        var next = 0
        for record in bySequence.values.sorted(by: { $0.precedes($1) }) {
            var place = next
            while place < writes.count, !isRecord(record, of: writes[place]) { place += 1 }
            guard place < writes.count else {
                fault("nobody wrote it, or not there: \(record)")
                continue
            }
            places[record.sequence] = place
            next = place + 1
        }
        let found = Set(places.values)
        for (place, write) in writes.enumerated() where !found.contains(place) {
            if mayBeLost(write) {
                lost.append(write)
            } else {
                missing.append(write)
                fault("it never came: \(write)")
            }
        }
        checkOrder(given.map { (run: $0.run, place: places[$0.record.sequence]) }, of: writes)
    }

    /// In a run a key's writes come in order, each next to the one before.
    private mutating func checkOrder(
        _ given: [(run: Int, place: Int?)], of writes: [LoggedWrite]
    ) {
        var last: (run: Int, place: Int)?
        for case (let run, let place?) in given {
            defer { last = (run, place) }
            guard let last, last.run == run else { continue }
            if place <= last.place {
                fault(
                    "in run \(run) it came too late: \(writes[place]), after \(writes[last.place])")
            }
            for skipped in writes.indices.clamped(to: last.place + 1..<max(place, last.place + 1))
            where !mayBeLost(writes[skipped]) {
                fault("run \(run) left it out: \(writes[skipped])")
            }
        }
    }

    private func isRecord(_ record: GivenRecord, of write: LoggedWrite) -> Bool {
        guard record.event == write.event.rawValue,
            record.isExpiry.map({ $0 == write.isExpiry }) ?? true,
            record.new == (images.hasNew ? write.new : nil),
            record.old == (images.hasOld ? write.old : nil)
        else { return false }
        guard let time = record.time else { return true }
        // Records tell whole seconds.
        return time.microseconds >= write.notBefore.microseconds - 1_000_000
            && time.microseconds
                <= write.notAfter.microseconds.addingReportingOverflow(1_000_000)
                .partialValue
    }
}

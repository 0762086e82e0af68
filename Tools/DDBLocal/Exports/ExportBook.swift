import DDBBase
import Foundation
import Synchronization

/// The exports of the last 90 days.
final class ExportBook: Sendable {
    private struct State: Sendable {
        /// In the order of their ids, which begin with their times.
        var records: [ExportRecord] = []
        var note: (@Sendable ([UInt8]) -> Void)?

        func record(token: String, now: Instant) -> ExportRecord? {
            let first = now.advanced(byMicroseconds: -TableExportSettings.tokenMicroseconds)
            return records.last { $0.clientToken == token && $0.startTime > first }
        }

        func index(_ arn: String) -> Int? { records.firstIndex { $0.arn == arn } }
    }

    private let concurrentMax: Int
    private let state = Mutex(State())

    init(concurrentMax: Int) {
        self.concurrentMax = concurrentMax
    }

    /// The export of an ARN.
    func record(_ arn: String) -> ExportRecord? {
        state.withLock { state in state.index(arn).map { state.records[$0] } }
    }

    /// All exports, or those of a table.
    func records(ofTable name: String? = nil) -> [ExportRecord] {
        state.withLock { state in
            state.records.filter { name == nil || $0.tableName == name }
        }
    }

    /// The exports that are under way.
    var underWay: [ExportRecord] {
        state.withLock { $0.records.filter { $0.status == .underWay } }
    }

    /// The export that a token names already.
    ///
    /// - Throws: `ExportConflictException` where it was asked for otherwise.
    func record(
        token: String, _ request: ExportRequest, now: Instant
    ) throws(ServiceRefusal) -> ExportRecord? {
        try Self.checked(state.withLock { $0.record(token: token, now: now) }, request)
    }

    private static func checked(
        _ found: ExportRecord?, _ request: ExportRequest
    ) throws(ServiceRefusal) -> ExportRecord? {
        guard let found, found.request != request else { return found }
        throw .dynamoDB(
            "ExportConflictException",
            "The ClientToken was used within 8 hours for an export with other parameters.")
    }

    /// Adds an export, unless its token was used meanwhile.
    ///
    /// - Returns: The export that the token names: this one, or the one that was there.
    /// - Throws: `LimitExceededException`; `ExportConflictException`.
    func add(_ record: ExportRecord) throws(ServiceRefusal) -> ExportRecord {
        let (known, isFull) = state.withLock { state -> (ExportRecord?, Bool) in
            if let known = state.record(token: record.clientToken, now: record.startTime) {
                return (known, false)
            }
            guard state.records.count(where: { $0.status == .underWay }) < concurrentMax else {
                return (nil, true)
            }
            state.records.append(record)
            state.records.sort { $0.id < $1.id }
            Self.note(record, state)
            return (nil, false)
        }
        guard !isFull else {
            throw .dynamoDB(
                "LimitExceededException",
                "Subscriber limit exceeded: no more than \(concurrentMax) exports may be under way")
        }
        let found = try Self.checked(known, record.request)
        return found ?? record
    }

    /// Ends an export.
    func finish(
        _ arn: String, _ status: ExportRecord.Status, _ outcome: ExportRecord.Outcome
    ) {
        state.withLock { state in
            guard let index = state.index(arn) else { return }
            state.records[index].status = status
            state.records[index].outcome = outcome
            Self.note(state.records[index], state)
        }
    }

    /// Forgets what is no longer listed.
    func forget(now: Instant) {
        let first = now.advanced(byMicroseconds: -TableExportSettings.listedMicroseconds)
        state.withLock { state in
            state.records.removeAll { $0.startTime < first && $0.status != .underWay }
        }
    }

    // MARK: keeping

    /// Begins to note what happens; after everything is restored.
    func attach(note: @escaping @Sendable ([UInt8]) -> Void) {
        state.withLock { $0.note = note }
    }

    private static func note(_ record: ExportRecord, _ state: State) {
        state.note?(bytes(record))
    }

    /// The bytes of a note of an export.
    static func bytes(_ record: ExportRecord) -> [UInt8] {
        do {
            return RecoveryNote.export(Array(try JSONEncoder().encode(record))).bytes
        } catch {
            preconditionFailure("a record of an export is JSON: \(error)")
        }
    }

    /// Takes a record in the place of the one of its ARN.
    func restore(_ bytes: [UInt8]) throws {
        let record = try JSONDecoder().decode(ExportRecord.self, from: Data(bytes))
        state.withLock { state in
            if let index = state.index(record.arn) {
                state.records[index] = record
            } else {
                state.records.append(record)
                state.records.sort { $0.id < $1.id }
            }
        }
    }
}

import DDBAttributes
import DDBJSON
import DDBPipeline
import Synchronization

/// The file of records that cannot be written: one JSON object a line, of the record in DynamoDB
/// JSON and of why.
///
/// ```
/// {"Item":{…},"reason":"…","code":"…","attempts":1}
/// {"Keys":{…},"reason":"…","code":"…","attempts":0}
/// ```
///
/// It holds items, so only its owner may read it. What an earlier run left in it stays.
final class DeadLetters: Sendable {
    /// Why a record is set aside.
    struct Letter {
        /// One line, without values.
        var reason: String
        /// The kind: of the check that it did not pass, or of the service's refusal.
        var code: String
        /// How often it was sent.
        var attempts: Int
    }

    private let file: AppendFile
    private let written = Atomic(0)
    private let isUnsynced = Atomic(false)

    /// Opens the file, which is made where it is absent.
    init(path: String) throws(PipelineError) {
        file = try AppendFile(
            path: path,
            role: AppendFile.Role(
                "The file of dead letters", of: DynamoDBSink.spec.title, .sinkFailed))
        try file.endLastLine()
    }

    /// The records that this run has put into it.
    var count: Int { written.load(ordering: .relaxed) }

    /// Makes the records that were put into it survive a loss of power, before positions behind
    /// them do.
    func sync() throws(PipelineError) {
        guard isUnsynced.exchange(false, ordering: .acquiring) else { return }
        try file.sync()
    }

    /// Appends a record of a batch as it came: the item to put, or what has the key of one to
    /// delete.
    ///
    /// - Returns: Whether it has either; there is nothing to append otherwise.
    func append(
        _ operation: ItemOperation, _ record: Int, of batch: ItemBatch, _ letter: Letter
    ) throws(PipelineError) -> Bool {
        let record = batch.records[record]
        let images = [record.newImage, record.keys, record.oldImage]
        let order = operation == .put ? images : [images[1], images[2], images[0]]
        guard let image = order.first(where: { $0 >= 0 }) else { return false }
        let opening: StaticString =
            image == record.newImage && operation == .put ? #"{"Item":"# : #"{"Keys":"#
        var line = opening.withUTF8Buffer { Array($0) }
        batch.appendItemWire(at: image, to: &line)
        line.append(contentsOf: #","reason":""#.utf8)
        JSONText.escape(letter.reason, into: &line)
        line.append(contentsOf: #"","code":""#.utf8)
        JSONText.escape(letter.code, into: &line)
        line.append(contentsOf: "\",\"attempts\":\(letter.attempts)}\n".utf8)
        try file.append(line)
        written.add(1, ordering: .relaxed)
        isUnsynced.store(true, ordering: .releasing)
        return true
    }
}

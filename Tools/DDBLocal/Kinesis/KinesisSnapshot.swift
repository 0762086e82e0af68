import DDBBase

/// The notes that bring back Kinesis streams as they were at a moment; made while they are walked.
package struct KinesisSnapshot: Sequence, Sendable {
    enum Part: Sendable {
        case note(KinesisNote)
        case records(stream: String, shardID: String, ShardLog)
    }

    let parts: [Part]

    /// Walks the notes.
    package struct Iterator: IteratorProtocol {
        private var parts: ArraySlice<Part>
        private var position = ShardLog.Position()

        init(_ parts: [Part]) {
            self.parts = parts[...]
        }

        /// The bytes of the next note.
        package mutating func next() -> [UInt8]? {
            while let part = parts.first {
                switch part {
                case .note(let note):
                    parts.removeFirst()
                    return note.bytes
                case .records(let stream, let shardID, let log):
                    if let record = log.record(&position) {
                        return KinesisNote.recorded(
                            stream: stream, shardID: shardID, record
                        ).bytes
                    }
                    parts.removeFirst()
                    position = ShardLog.Position()
                }
            }
            return nil
        }
    }

    /// Begins a walk.
    package func makeIterator() -> Iterator { Iterator(parts) }
}

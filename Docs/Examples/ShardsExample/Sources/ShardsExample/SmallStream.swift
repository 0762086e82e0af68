import DDBShards

/// A stream in memory, in place of a service: a shard of three records, and one that followed it.
///
/// It is disabled, so that a reader comes to its end.
struct SmallStream {
    struct Record {
        var sequence: SequenceNumber
        var text: String
    }

    private(set) var shards: [ListedShard] = []
    private var records: [ShardID: [Record]] = [:]

    init() {
        add(
            "shardId-00000001790000000000-aaaaaaaa", parent: nil, from: 100,
            ["one", "two", "three"])
        add(
            "shardId-00000001790000600000-bbbbbbbb", parent: shards.first?.id, from: 200,
            ["four", "five"])
    }

    private mutating func add(_ name: String, parent: ShardID?, from first: Int, _ texts: [String])
    {
        func sequence(_ number: Int) -> SequenceNumber? {
            SequenceNumber("\(number)000000000000000000001")
        }
        guard let id = ShardID(name) else { return }
        records[id] = texts.enumerated().compactMap { offset, text in
            sequence(first + offset).map { Record(sequence: $0, text: text) }
        }
        shards.append(
            ListedShard(
                id, parent: parent, startingSequence: sequence(first),
                endingSequence: sequence(first + texts.count)))
    }

    func children(of parent: ShardID) -> [ListedShard] { shards.filter { $0.parent == parent } }

    /// An iterator: the number of records that lie before it.
    func iterator(_ shard: ShardID, from start: ShardAction.IteratorStart) -> String {
        let records = records[shard] ?? []
        switch start {
        case .trimHorizon, .time: return "0"
        case .latest: return "\(records.count)"
        case .at(let sequence): return "\(records.count { $0.sequence < sequence })"
        case .after(let sequence): return "\(records.count { $0.sequence <= sequence })"
        }
    }

    /// Two records at most, and the next iterator, which the last page does not have.
    func page(of shard: ShardID, _ iterator: String) -> (records: [Record], next: String?) {
        let all = records[shard] ?? []
        let start = Int(iterator) ?? 0
        let end = min(start + 2, all.count)
        return (Array(all[start..<end]), end == all.count ? nil : "\(end)")
    }
}

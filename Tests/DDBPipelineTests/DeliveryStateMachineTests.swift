import DDBPipeline
import Testing

@Suite struct DeliveryStateMachineTests {
    func step(_ partition: Int, _ position: Int, isFinished: Bool = false) throws
        -> PartitionProgress
    {
        PartitionProgress(
            try Partition("p\(partition)"), try Position("\(position)"), isFinished: isFinished)
    }

    @Test func `a position never passes an unacknowledged batch`() throws {
        var machine = DeliveryStateMachine(inFlightCountMax: 10)
        let first = machine.sent([try step(1, 10)])
        let second = machine.sent([try step(1, 20)])
        let third = machine.sent([try step(1, 30, isFinished: true)])
        #expect(machine.acknowledged(second) == [])
        #expect(machine.acknowledged(third) == [])
        #expect(machine.checkpoint.isEmpty)
        #expect(machine.acknowledged(first) == [try step(1, 30, isFinished: true)])
        #expect(machine.checkpoint == PositionMap([try step(1, 30, isFinished: true)]))
        #expect(machine.inFlightCount == 0)
    }

    @Test func `partitions do not wait for each other`() throws {
        var machine = DeliveryStateMachine(inFlightCountMax: 10)
        let both = machine.sent([try step(1, 1), try step(2, 1)])
        let one = machine.sent([try step(1, 2)])
        let other = machine.sent([try step(3, 9)])
        #expect(machine.acknowledged(other) == [try step(3, 9)])
        #expect(machine.acknowledged(one) == [])
        #expect(machine.acknowledged(both) == [try step(1, 2), try step(2, 1)])
    }

    @Test func `acknowledging again changes nothing`() throws {
        var machine = DeliveryStateMachine(inFlightCountMax: 1)
        #expect(machine.hasRoom)
        let first = machine.sent([try step(1, 1)])
        #expect(!machine.hasRoom)
        #expect(machine.acknowledged(first) == [try step(1, 1)])
        #expect(machine.acknowledged(first) == [])
        #expect(machine.hasRoom && machine.inFlightCount == 0)
    }

    @Test func `a forgotten partition leaves the checkpoint, once all before it is safe`() throws {
        var machine = DeliveryStateMachine(inFlightCountMax: 10)
        let last = machine.sent([try step(1, 10, isFinished: true)])
        let gone = PartitionProgress.forgotten(try Partition("p1"))
        let forgetting = machine.sent([gone])
        #expect(machine.acknowledged(forgetting) == [])
        #expect(machine.acknowledged(last) == [gone])
        #expect(machine.checkpoint.isEmpty)
        // A partition of that name may come again: it is another.
        _ = machine.acknowledged(machine.sent([try step(1, 1)]))
        #expect(machine.checkpoint == PositionMap([try step(1, 1)]))
    }

    /// The model keeps every batch for ever and looks for the first unacknowledged one anew.
    private struct Model {
        var sent: [(steps: [PartitionProgress], isAcknowledged: Bool)] = []

        var checkpoint: PositionMap {
            var map = PositionMap()
            var blocked: Set<Partition> = []
            for batch in sent {
                if !batch.isAcknowledged { blocked.formUnion(batch.steps.map(\.partition)) }
                map.advance(batch.steps.filter { !blocked.contains($0.partition) })
            }
            return map
        }
    }

    @Test(arguments: 0..<40)
    func `random walks agree with the model`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var machine = DeliveryStateMachine(inFlightCountMax: 8)
        var model = Model()
        var open: [(ticket: DeliveryStateMachine.Ticket, index: Int)] = []
        var positions = [Int](repeating: 0, count: 4)
        var told = PositionMap()
        for _ in 0..<300 {
            if machine.hasRoom, random.next() % 2 == 0 {
                var steps: [PartitionProgress] = []
                for partition in 0..<4 where random.next() % 3 == 0 {
                    positions[partition] += 1
                    let isGone = random.next() % 5 == 0
                    steps.append(
                        isGone
                            ? .forgotten(try Partition("p\(partition)"))
                            : try step(partition, positions[partition]))
                }
                open.append((machine.sent(steps), model.sent.count))
                model.sent.append((steps, false))
            } else if !open.isEmpty {
                let settled = open.remove(at: Int(random.next() % UInt64(open.count)))
                model.sent[settled.index].isAcknowledged = true
                told.advance(machine.acknowledged(settled.ticket))
            }
            #expect(machine.checkpoint == model.checkpoint, "seed \(seed)")
            #expect(told == machine.checkpoint, "seed \(seed)")
            #expect(machine.inFlightCount == open.count, "seed \(seed)")
        }
    }
}

/// SplitMix64, so that a seed gives the same walk everywhere.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

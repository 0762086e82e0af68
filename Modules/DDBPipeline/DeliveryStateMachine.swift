/// Knows which batches are on their way and how far each partition is safe; performs nothing.
///
/// Batches are sent in order and acknowledged in any order. A partition's safe position is that of
/// the last batch before its first unacknowledged one, so no position ever passes rows that are not
/// durable.
///
/// ```swift
/// var machine = DeliveryStateMachine(inFlightCountMax: 100)
/// let first = machine.sent(progress)             // a ticket
/// let moved = machine.acknowledged(first)        // the positions that became safe
/// ```
public struct DeliveryStateMachine: Sendable {
    /// Names a batch that was sent.
    public struct Ticket: Sendable, Hashable {
        let number: UInt64
    }

    struct Step: Sendable {
        let ticket: Ticket
        let progress: PartitionProgress
        var isAcknowledged = false
    }

    /// Steps of one partition in order; those before `head` are safe and gone.
    struct Queue: Sendable {
        var steps: [Step] = []
        var head = 0
    }

    private let inFlightCountMax: Int
    private var nextNumber: UInt64 = 0
    private var queues: [Partition: Queue] = [:]
    private var partitionsInFlight: [Ticket: [Partition]] = [:]

    /// The safe position of every partition that has one.
    public private(set) var checkpoint = PositionMap()

    /// Creates a machine.
    ///
    /// - Parameters:
    ///   - checkpoint: What is safe already.
    ///   - inFlightCountMax: The most batches that may be unacknowledged.
    public init(checkpoint: PositionMap = PositionMap(), inFlightCountMax: Int) {
        self.checkpoint = checkpoint
        self.inFlightCountMax = inFlightCountMax
    }

    /// The number of batches that are sent and not acknowledged.
    public var inFlightCount: Int { partitionsInFlight.count }

    /// Whether another batch may be sent.
    public var hasRoom: Bool { inFlightCount < inFlightCountMax }

    /// Notes a batch; the caller has asked for room.
    public mutating func sent(_ progress: [PartitionProgress]) -> Ticket {
        let ticket = Ticket(number: nextNumber)
        nextNumber += 1
        partitionsInFlight[ticket] = progress.map(\.partition)
        for step in progress {
            queues[step.partition, default: Queue()].steps.append(
                Step(ticket: ticket, progress: step))
        }
        return ticket
    }

    /// Notes that a batch is durable.
    ///
    /// - Returns: The new safe position of each partition that moved; nothing for a ticket that was
    ///   acknowledged before.
    /// - Complexity: Amortised constant for a batch that is acknowledged in order.
    public mutating func acknowledged(_ ticket: Ticket) -> [PartitionProgress] {
        guard let partitions = partitionsInFlight.removeValue(forKey: ticket) else { return [] }
        var moved: [PartitionProgress] = []
        for partition in partitions {
            guard var queue = queues.removeValue(forKey: partition) else { continue }
            if let step = queue.acknowledge(ticket) { moved.append(step) }
            if queue.head < queue.steps.count { queues[partition] = queue }
        }
        checkpoint.advance(moved)
        return moved
    }
}

extension DeliveryStateMachine.Queue {
    /// Marks a batch's steps and drops the acknowledged prefix; returns the last step dropped.
    mutating func acknowledge(_ ticket: DeliveryStateMachine.Ticket) -> PartitionProgress? {
        var index = firstIndex(from: ticket)
        while index < steps.count, steps[index].ticket == ticket {
            steps[index].isAcknowledged = true
            index += 1
        }
        var last: PartitionProgress?
        while head < steps.count, steps[head].isAcknowledged {
            last = steps[head].progress
            head += 1
        }
        if head > 64, head * 2 > steps.count {
            steps.removeFirst(head)
            head = 0
        }
        return last
    }

    /// The index of the first step of a ticket or a later one; tickets are in order.
    private func firstIndex(from ticket: DeliveryStateMachine.Ticket) -> Int {
        var low = head
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].ticket.number < ticket.number {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

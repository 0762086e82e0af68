import DDBAttributes

/// The partitions that the records of a lane name, and how far the table has come in each.
struct LanePartitions {
    private var places: [String: Int32] = [:]
    /// The names by place.
    private(set) var names: [String] = []
    /// The greatest order of a record that was taken, by place.
    private(set) var greatest: [ChangeOrder?] = []

    /// The least order of a record that was taken, by place.
    private(set) var least: [LeastOrder] = []

    /// What a record's partition is in the lane.
    struct Entry {
        /// The place among the lane's partitions.
        var place: Int32
        /// How far the table has come.
        var committed: ChangeOrder?
    }

    /// The partitions of a batch, in its order.
    mutating func entries(
        of batch: ItemBatch, committed: [String: SavedPosition]
    ) -> [Entry] {
        batch.partitions.map { name in
            let place = places[name] ?? Int32(names.count)
            if Int(place) == names.count {
                places[name] = place
                names.append(name)
                greatest.append(nil)
                least.append(.untaken)
            }
            return Entry(place: place, committed: committed[name]?.order.map { ChangeOrder($0) })
        }
    }

    /// Notes that a record was taken.
    mutating func take(_ order: ChangeOrder) {
        guard order.partition >= 0 else { return }
        let place = Int(order.partition)
        least[place].take(order)
        guard order.hasSequence else { return }
        if let known = greatest[place], order.isCovered(by: known) { return }
        greatest[place] = order
    }
}

/// The least order of the records of a partition that a lane has taken.
enum LeastOrder: Sendable {
    /// None was taken.
    case untaken
    /// One was taken that has no sequence.
    case unordered
    /// All have a sequence; the least.
    case order(ChangeOrder)

    /// Notes that a record was taken.
    mutating func take(_ order: ChangeOrder) {
        switch self {
        case .untaken: self = order.hasSequence ? .order(order) : .unordered
        case .unordered: break
        case .order(let known):
            if !order.hasSequence {
                self = .unordered
            } else if order.isCovered(by: known) {
                self = .order(order)
            }
        }
    }
}

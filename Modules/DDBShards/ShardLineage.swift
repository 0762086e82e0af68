import DDBBase

/// Keeps the graph of a stream's shards as listings tell it, piece by piece and in any order.
///
/// What was once known stays known: a listing that comes from a replica behind neither opens a
/// closed shard nor takes a parent away. A shard with a child is closed, whatever its listing says.
/// A parent that no listing has shown is a *phantom*: it has a name and children, nothing else.
/// Parents that would close a circle are left out.
public struct ShardLineage: Sendable {
    /// One shard.
    struct Node: Sendable {
        var id: ShardID
        var createdAt: Int64?
        var startingSequence: SequenceNumber?
        var endingSequence: SequenceNumber?
        var parent = -1
        var adjacentParent = -1
        var children: [Int] = []
        var isListed = false
        var isUsed = true
        /// The last listing that showed the shard.
        var listing: UInt32 = 0

        var isClosed: Bool { endingSequence != nil || !children.isEmpty }
    }

    private var indices: [ShardID: Int] = [:]
    private var freeIndices: [Int] = []
    /// The nodes; those not used have stale contents.
    private(set) var nodes: [Node] = []

    /// Creates an empty graph.
    public init() {}

    /// The number of shards, phantoms included.
    public var count: Int { indices.count }

    /// Whether a shard is known, if only as a parent.
    public func contains(_ shard: ShardID) -> Bool { indices[shard] != nil }

    /// Whether a shard takes records as far as is known: it has neither an end nor a child.
    public func isOpen(_ shard: ShardID) -> Bool {
        guard let index = indices[shard] else { return false }
        return nodes[index].isListed && !nodes[index].isClosed
    }

    /// Whether a shard is known as a parent only.
    public func isPhantom(_ shard: ShardID) -> Bool {
        guard let index = indices[shard] else { return false }
        return !nodes[index].isListed
    }

    /// The known parents of a shard, phantoms included: at most two.
    public func parents(of shard: ShardID) -> [ShardID] {
        guard let index = indices[shard] else { return [] }
        return [nodes[index].parent, nodes[index].adjacentParent].filter { $0 >= 0 }
            .map { nodes[$0].id }
    }

    /// The known children of a shard, ordered by name.
    public func children(of shard: ShardID) -> [ShardID] {
        guard let index = indices[shard] else { return [] }
        return nodes[index].children.map { nodes[$0].id }.sorted()
    }

    /// Adds what a listing says about a shard.
    ///
    /// - Returns: Whether the shard was not listed before.
    @discardableResult
    public mutating func merge(_ shard: ListedShard) -> Bool {
        let index = place(shard.id)
        let isNew = !nodes[index].isListed
        merge(shard, at: index, listing: nodes[index].listing)
        return isNew
    }

    // MARK: by index

    func index(of shard: ShardID) -> Int? { indices[shard] }

    /// The index of a shard, made as a phantom where it is unknown.
    mutating func place(_ shard: ShardID) -> Int {
        if let index = indices[shard] { return index }
        let node = Node(id: shard, createdAt: shard.createdAt?.microseconds)
        let index: Int
        if let free = freeIndices.popLast() {
            index = free
            nodes[index] = node
        } else {
            index = nodes.count
            nodes.append(node)
        }
        indices[shard] = index
        return index
    }

    mutating func merge(_ shard: ListedShard, at index: Int, listing: UInt32) {
        nodes[index].isListed = true
        nodes[index].listing = listing
        if nodes[index].startingSequence == nil {
            nodes[index].startingSequence = shard.startingSequence
        }
        if nodes[index].endingSequence == nil {
            nodes[index].endingSequence = shard.endingSequence
        }
        if let parent = shard.parent, nodes[index].parent < 0 {
            nodes[index].parent = link(parent, over: index)
        }
        if let parent = shard.adjacentParent, nodes[index].adjacentParent < 0,
            parent != shard.parent
        {
            nodes[index].adjacentParent = link(parent, over: index)
        }
    }

    /// Takes a shard out of the graph; its children have lost a parent.
    mutating func remove(_ index: Int) {
        for child in nodes[index].children {
            if nodes[child].parent == index { nodes[child].parent = -1 }
            if nodes[child].adjacentParent == index { nodes[child].adjacentParent = -1 }
        }
        nodes[index].children = []
        for parent in [nodes[index].parent, nodes[index].adjacentParent] where parent >= 0 {
            nodes[parent].children.removeAll { $0 == index }
        }
        indices[nodes[index].id] = nil
        nodes[index].isUsed = false
        nodes[index].parent = -1
        nodes[index].adjacentParent = -1
        freeIndices.append(index)
    }

    private mutating func link(_ parent: ShardID, over child: Int) -> Int {
        // Only a shard that was a parent before it was listed can be its own ancestor.
        let known = indices[parent]
        if let known, known == child || !nodes[child].children.isEmpty && leads(known, to: child) {
            return -1
        }
        let index = place(parent)
        nodes[index].children.append(child)
        return index
    }

    /// Whether a shard is another, or one of its ancestors is.
    private func leads(_ start: Int, to goal: Int) -> Bool {
        var seen: Set<Int> = []
        var open = [start]
        while let index = open.popLast() {
            if index == goal { return true }
            for parent in [nodes[index].parent, nodes[index].adjacentParent]
            where parent >= 0 && seen.insert(parent).inserted {
                open.append(parent)
            }
        }
        return false
    }
}

import DDBDelivery
import DDBTestSupport

/// What happens in a simulation, as far as it is known beforehand: made from a seed.
struct SimulatedHistory: CustomStringConvertible {
    /// How writes are done.
    enum Mode: CaseIterable {
        /// Blind puts and deletes; the last write of a key wins.
        case batches
        /// Conditional puts; the newest version wins.
        case single
        /// Appends to a list, by loading, reducing and writing.
        case loads
    }

    /// What the caller does wrong, to see that it is noticed.
    enum Sabotage: CaseIterable {
        case none
        /// It takes equal hashes for equal keys.
        case sameKeyOnHash
        /// It takes a reply with unprocessed items for a success.
        case forgetsUnprocessed
        /// It takes a failed call for a success.
        case forgetsFailures
    }

    struct Write {
        var key: Int
        var isDelete: Bool
        /// Whether the service refuses every call with it.
        var isPoison: Bool
        /// Whether the caller cannot reduce it.
        var isIrreducible: Bool
        var wireByteCount: Int
        var itemByteCount: Int
        /// What conditions compare; no two of a key are equal.
        var version: Int
        /// Microseconds after the write before.
        var pause: Int64
    }

    var seed: UInt64
    var mode: Mode
    var options: DeliveryOptions
    var writes: [Write] = []
    var partitionCount: Int
    /// How many bits of a key's hash differ; fewer than it takes make keys with equal hashes.
    var hashBits: Int
    var throttleRate: Double
    var unprocessedRate: Double
    var failureRate: Double
    /// The partition of which writes are never taken at the first attempt.
    var hotPartition: Int?
    var latency: Int64
    var reportsCapacity: Bool
    var clockJumps: Bool
    /// The number of answers after which the delivery is stopped.
    var stopsAfter: Int?
    var sabotage = Sabotage.none

    init(seed: UInt64) {
        var random = SimulationRandom(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 1)
        self.seed = seed
        mode = Mode.allCases[random.number(0...2)]
        switch mode {
        case .batches: options = .batches
        case .single: options = .single
        case .loads: options = .loadAndWrite
        }
        partitionCount = random.number(1...4)
        hashBits = random.happens(0.3) ? random.number(0...2) : 8
        throttleRate = random.happens(0.5) ? 0 : 0.4 * Double(random.number(0...100)) / 100
        unprocessedRate = random.happens(0.3) ? 0 : 0.6 * Double(random.number(0...100)) / 100
        failureRate = random.happens(0.3) ? 0 : 0.3 * Double(random.number(0...100)) / 100
        hotPartition = random.happens(0.2) ? 0 : nil
        latency = random.time(1...400_000)
        reportsCapacity = random.happens(0.5)
        clockJumps = random.happens(0.1)
        stopsAfter = random.happens(0.1) ? random.number(1...30) : nil
        chooseOptions(&random)
        chooseWrites(&random)
    }

    private mutating func chooseOptions(_ random: inout SimulationRandom) {
        if mode != .single {
            options.batchMaxSize = random.happens(0.3) ? 25 : random.number(1...6)
        }
        options.loadMaxSize = random.happens(0.3) ? 100 : random.number(1...6)
        options.maxInflight = random.happens(0.2) ? 50 : random.number(1...6)
        options.maxBuffered = random.happens(0.2) ? 10_000 : random.number(1...40)
        options.flushTimeout = .milliseconds(random.number(0...5000))
        options.requestBytesMax = random.happens(0.5) ? 16 << 20 : random.number(220...1000)
        options.requestOverheadBytes = 20
        options.retryQuota = random.happens(0.3) ? random.number(0...50) : 500
        options.writeCapacity = random.happens(0.3) ? Double(random.number(2...100)) : nil
        options.capacityBurst = .milliseconds(random.number(0...2000))
        if random.happens(0.2) {
            options.slowStart = DeliveryOptions.SlowStart(
                capacity: Double(random.number(1...20)),
                doubling: .milliseconds(random.number(1...5000)), enough: 1000)
        }
        options.hotAfter = random.number(1...3)
        options.hotPartitionsMax = random.happens(0.3) ? random.number(1...2) : 4096
        if random.happens(0.1) { options.retryLimit = .settle(after: random.number(1...4)) }
    }

    private mutating func chooseWrites(_ random: inout SimulationRandom) {
        let keyCount = random.number(1...12)
        let poison = random.happens(0.5) ? 0 : 0.15
        let pause = random.happens(0.5) ? Int64(2000) : 300_000
        for number in 0..<random.number(1...120) {
            let isPoison = random.happens(poison)
            writes.append(
                Write(
                    key: random.number(0...keyCount - 1), isDelete: random.happens(0.2),
                    isPoison: isPoison && (mode != .loads || random.happens(0.5)),
                    isIrreducible: isPoison && mode == .loads,
                    wireByteCount: random.number(1...200),
                    itemByteCount: random.number(1...3000),
                    version: random.number(0...50) * 1000 + number,
                    pause: random.happens(0.5) ? 0 : random.time(0...pause)))
        }
    }

    func partition(_ key: Int) -> Int { key % partitionCount }

    func hash(_ key: Int) -> WriteKey {
        let bits = UInt64(key) & ((1 << UInt64(hashBits)) - 1)
        var random = SimulationRandom(seed: bits)
        return WriteKey(high: random.next(), low: random.next())
    }

    var description: String {
        """
        \(mode), \(writes.count) writes, options \(options)
        partitions \(partitionCount), hash bits \(hashBits), throttles \(throttleRate), \
        unprocessed \(unprocessedRate), failures \(failureRate), hot \(hotPartition ?? -1), \
        latency \(latency) us, stops after \(stopsAfter ?? -1)
        """
    }
}

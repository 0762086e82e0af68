import DDBBase
import DDBLocal
import DDBTestKit
import Foundation

/// How long it goes on, what goes wrong, and what happens when; made from a seed.
struct SoakPlan {
    enum Step {
        /// Consumers end in order, and go on with what is saved.
        case restart
        /// Consumers are killed and go on: as it comes, or with records that they were given and
        /// have not acknowledged, which must come again.
        case kill(owing: Bool)
        /// Consumers are away for so many hours.
        case pause(hours: Int)
        /// So many hours pass at once, as for a process that is suspended.
        case jump(hours: Int)
        /// Consumers are away for longer than the stream keeps anything.
        case absence(hours: Int)
        case roll
        case split
    }

    private static let environment = ProcessInfo.processInfo.environment
    static let isSoak = environment["DDBKIT_SOAK"] != nil
    /// `DDBKIT_SEED=N` begins with another, or once more with one that failed.
    static let seed =
        environment["DDBKIT_SEED"].flatMap { UInt64($0) }
        ?? (isSoak ? UInt64(Date().timeIntervalSince1970) : 20_261_121)

    /// How long tables are written to, by the machine's clock.
    static let length: Duration = isSoak ? .seconds(600) : .seconds(30)
    /// Ten minutes are three days of the endpoint's clock, and more.
    static let clockFactor = 450.0
    /// The writes of a table in a second of the machine's clock.
    static let writesPerSecond = 4
    /// The most steps, whatever the clock says.
    static let stepsMax = 1000

    /// What goes wrong with each operation of a stream.
    static func faults() throws -> [FaultRule] {
        try FaultRule.parse(
            """
            GetRecords:throttle@4%, GetRecords:500@3%, GetRecords:reset@2%, \
            GetRecords:truncate@2%, GetRecords:crc@2%, GetRecords:latency=20ms@3%, \
            GetRecords:expired-iterator@2%, GetShardIterator:throttle@6%, \
            GetShardIterator:500@6%, GetShardIterator:reset@4%, GetShardIterator:truncate@4%, \
            GetShardIterator:crc@4%, GetShardIterator:latency=20ms@4%, \
            DescribeStream:throttle@6%, DescribeStream:500@6%, DescribeStream:reset@4%, \
            DescribeStream:truncate@4%, DescribeStream:crc@4%, DescribeStream:latency=20ms@4%, \
            DescribeStream:stale@25%
            """)
    }

    private let random: SeededRandom
    private var steps: [Step]
    private var splitCount = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        // Each happens once at least, however short the run.
        steps = [
            .kill(owing: true), .pause(hours: 5), .roll, .restart, .kill(owing: false),
            .absence(hours: 30), .jump(hours: 2), .split, .pause(hours: 14), .jump(hours: 9),
            .absence(hours: 26),
        ].reversed()
    }

    /// How many steps there are that do not depend on the time.
    var certainCount: Int { steps.count }

    mutating func next() -> Step {
        if let step = steps.popLast() { return step }
        switch random.number(below: 40) {
        case 0: return .absence(hours: 25 + random.number(below: 8))
        case 1..<5: return .pause(hours: 1 + random.number(below: 14))
        case 5..<10: return .jump(hours: 1 + random.number(below: 4))
        case 10..<14: return .roll
        case 14..<26: return .restart
        case _: return .kill(owing: isLucky())
        }
    }

    /// The time between two steps.
    mutating func rest() -> Duration { .milliseconds(300 + random.number(below: 1500)) }

    /// Some of the consumers, one at least.
    mutating func some(_ consumers: [SoakConsumer]) -> [SoakConsumer] {
        let bits = random.next()
        let chosen = consumers.enumerated().filter { bits >> UInt64($0.offset) & 1 == 1 }
            .map(\.element)
        return chosen.isEmpty ? [consumers[random.number(below: consumers.count)]] : chosen
    }

    mutating func isLucky() -> Bool { random.number(below: 2) == 0 }
}

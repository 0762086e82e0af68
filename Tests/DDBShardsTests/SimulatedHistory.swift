import DDBBase
import DDBShards
import DDBTestSupport

let second: Int64 = 1_000_000
let minute = 60 * second
let hour = 60 * minute
/// When histories begin; the clock of the service and of the reader is one.
let dawn: Int64 = 1_790_000_000 * second

/// All that happens to a stream and its reader, made from a seed.
struct SimulatedHistory: CustomStringConvertible {
    enum Step: Hashable {
        case write(key: Int)
        case rollover(pick: Int)
        case split(pick: Int)
        case merge(pick: Int)
        case disable
        case pause(Int64)
        case restart(downtime: Int64)
        case setClockBack(Int64)
    }

    struct Faults: Hashable {
        var throttle = 0.0
        var transient = 0.0
        var expired = 0.0
        var missingShards = 0.0
        var repeatedTokens = 0.0
        var emptyListingPages = 0.0
        var emptyPages = 0.0
        var lateChildren = 0.0
        var isFilterRefused = false
        var isSlowListing = false
    }

    /// What a consumer or a shell does wrong on purpose, to show that it is noticed.
    enum Sabotage: CaseIterable {
        case none
        /// The records of a page are left out, its position is stored.
        case dropsRecords
        /// A page is committed twice.
        case repeatsRecords
        /// A loss is not told.
        case hidesLosses
        /// Pages are never acknowledged.
        case neverAcknowledges
    }

    enum Service { case streams, kinesis }

    let seed: UInt64
    var service = Service.streams
    var start = ShardStart.trimHorizon
    var startsAt: Int64 = dawn
    var endsAt: Int64 = dawn
    var shardCount = 1
    var keyCount = 4
    var steps: [(time: Int64, step: Step)] = []
    var faults = Faults()
    var acknowledgeDelay: Int64 = 5 * second
    var latency: Int64 = second / 5
    var recordsPerPage = 4
    var closesOnDisable = true
    var sabotage = Sabotage.none
    var options = ShardCoordinatorOptions.dynamoDBStreams

    init(seed: UInt64) {
        self.seed = seed
        var random = SimulationRandom(seed: seed)
        service = random.happens(0.2) ? .kinesis : .streams
        let before = random.happens(0.5) ? random.time(0...30 * hour) : random.time(0...hour)
        startsAt = dawn + before
        endsAt = startsAt + random.time(hour...(random.happens(0.3) ? 30 * hour : 8 * hour))
        shardCount = random.number(1...3)
        keyCount = random.number(2...6)
        switch random.number(0...5) {
        case 0: start = .latest
        case 1: start = .openShards
        case 2 where service == .kinesis:
            start = .time(Instant(microseconds: startsAt - random.time(0...26 * hour)))
        case _: start = .trimHorizon
        }
        makeSteps(&random)
        makeFaults(&random)
        acknowledgeDelay =
            random.happens(0.2) ? random.time(minute...50 * minute) : random.time(1...10 * second)
        latency = random.happens(0.1) ? 20 * second : random.time(1...second)
        recordsPerPage = random.number(1...6)
        closesOnDisable = random.happens(0.8)
        makeOptions(&random)
    }

    private mutating func makeSteps(_ random: inout SimulationRandom) {
        for _ in 0..<random.number(10...90) {
            let time = random.time(dawn...endsAt)
            for _ in 0..<random.number(1...3) {
                steps.append((time, .write(key: random.number(0...keyCount - 1))))
            }
        }
        for _ in 0..<random.number(0...9) {
            let time = random.time(dawn...endsAt)
            let pick = random.number(0...99)
            switch random.number(0...4) {
            case 0: steps.append((time, .split(pick: pick)))
            case 1 where service == .kinesis: steps.append((time, .merge(pick: pick)))
            case _: steps.append((time, .rollover(pick: pick)))
            }
            // A shard that lived briefly.
            if random.happens(0.2) {
                steps.append((time + random.time(1...10 * second), .rollover(pick: pick)))
            }
        }
        for _ in 0..<random.number(0...2) {
            let time = random.time(startsAt...endsAt)
            let longest = random.happens(0.3) ? 30 * hour : hour
            let length = random.time(minute...longest)
            steps.append(
                (time, random.happens(0.5) ? .pause(length) : .restart(downtime: length)))
        }
        if random.happens(0.3) {
            steps.append((random.time(startsAt...endsAt), .restart(downtime: 0)))
        }
        if random.happens(0.1) {
            steps.append((random.time(startsAt...endsAt), .setClockBack(random.time(1...hour))))
        }
        if random.happens(0.15) { steps.append((random.time(dawn...endsAt), .disable)) }
        steps = steps.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }.map(\.element)
    }

    private mutating func makeFaults(_ random: inout SimulationRandom) {
        func chance(_ most: Double) -> Double {
            random.happens(0.5) ? 0 : Double(random.number(1...100)) / 100 * most
        }
        faults.throttle = chance(0.2)
        faults.transient = chance(0.3)
        faults.expired = chance(0.1)
        faults.missingShards = chance(0.3)
        faults.repeatedTokens = chance(0.2)
        faults.emptyListingPages = chance(0.2)
        faults.emptyPages = chance(0.6)
        faults.lateChildren = chance(0.8)
        faults.isFilterRefused = random.happens(0.1)
        faults.isSlowListing = random.happens(0.3)
    }

    private mutating func makeOptions(_ random: inout SimulationRandom) {
        if service == .kinesis { options = .kinesis }
        options.start = start
        // Slower than in life, so that days cost few events.
        options.pollInterval = .seconds(random.number(5...60))
        options.idlePollInterval = .seconds(random.number(200...600))
        options.emptyPagesUntilIdle = random.number(1...4)
        // Six of ten pages may be empty though records lie ahead: 50 in a row never are.
        options.emptyPagesUntilTip = 50
        options.discoveryInterval = .seconds(random.number(600...3000))
        options.iteratorLifetime = .seconds(900)
        options.retryDelay = .seconds(5)
        options.throttleDelay = .seconds(10)
        options.retryDelayMax = .seconds(300)
        options.requestsMax = random.number(1...8)
        options.pageBytesMax = 600_000
        options.bytesMax = random.number(1...40) * 100_000
        options.pagesPerShardMax = random.number(1...4)
    }

    var description: String {
        var lines = [
            "seed \(seed): \(service), start \(start) at \(hours(startsAt)), end \(hours(endsAt)),"
                + " \(shardCount) shards, \(keyCount) keys, acknowledged after"
                + " \(acknowledgeDelay / second) s, \(recordsPerPage) records a page, \(faults)"
        ]
        lines += steps.map { "  \(hours($0.time)) \($0.step)" }
        return lines.joined(separator: "\n")
    }

    func hours(_ time: Int64) -> String {
        let thousandths = (time - dawn) * 1000 / hour
        return "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst()) h"
    }
}

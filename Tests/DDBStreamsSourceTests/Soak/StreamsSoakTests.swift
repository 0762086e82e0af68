import DDBBase
import DDBLocal
import DDBPipeline
import DDBShards
import FollowedTables
import Synchronization
import Testing

/// Consumers of a real endpoint whose days go by in minutes, under faults, against the log of the
/// writes.
///
/// A seed decides what is written and what happens; when it happens in the life of a request the
/// machine decides.
@Suite(.serialized, .timeLimit(.minutes(30))) struct StreamsSoakTests {
    @Test func `what consumers were given over days of faults equals the log of the writes`()
        async throws
    {
        var settings = LocalSettings()
        settings.clock = .fast(factor: SoakPlan.clockFactor, from: nil)
        settings.seed = SoakPlan.seed
        // Clients sign by the clock that they follow.
        settings.checksSignatures = false
        settings.streams.emptyPageOneIn = 5
        let pool = ThreadPool(threadCount: 2)
        // Others of these tests block the threads that tasks share.
        try await withTaskExecutorPreference(pool) {
            try await LocalServer.with(settings) { server in
                let run = try await SoakRun(server)
                try await run.play()
            }
        }
    }
}

/// One play of a plan.
private final class SoakRun: Sendable {
    private let server: RunningServer
    private let consumers: [SoakConsumer]
    private let machine = SystemTimeSource()
    private let startedAt: Instant
    private let isOver = Atomic(false)
    private let writerCount = Atomic(0)
    private let context = "seed \(SoakPlan.seed)"

    /// How often something is looked for that must come, and how long between two looks.
    private static let looksMax = 3000
    private static let lookInterval = Duration.milliseconds(50)
    /// How many writes of each table consumers miss that are away.
    private static let missedCountMin = 5

    init(_ server: RunningServer) async throws {
        self.server = server
        startedAt = server.clock.now
        let caller = try JSONCaller(endpoint: server.endpoint)
        var consumers: [SoakConsumer] = []
        for (index, images) in StreamImages.allCases.enumerated() {
            let seed = SoakPlan.seed &* 31 &+ UInt64(index)
            let table = try await LoggedTable(
                "table-\(index)", images: images, hasExpiry: true, caller: caller, seed: seed,
                now: { server.clock.now })
            consumers.append(SoakConsumer(table, server, seed: seed &+ 1000))
        }
        self.consumers = consumers
    }

    func play() async throws {
        server.setFaults(try SoakPlan.faults())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for consumer in consumers {
                group.addTask { try await self.write(to: consumer.table) }
            }
            for consumer in consumers { consumer.start() }
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await conduct())
            } catch {
                outcome = .failure(error)
            }
            isOver.store(true, ordering: .relaxed)
            for consumer in consumers { await consumer.stop(inOrder: true) }
            try await group.waitForAll()
            try outcome.get()
        }
        try await check()
    }

    private func write(to table: LoggedTable) async throws {
        writerCount.add(1, ordering: .relaxed)
        defer { writerCount.subtract(1, ordering: .relaxed) }
        while !isOver.load(ordering: .relaxed) {
            try await table.step()
            try await machine.sleep(for: .seconds(1) / SoakPlan.writesPerSecond)
        }
    }

    /// Lets happen what the plan says, then lets all consumers come to the end.
    private func conduct() async throws {
        var plan = SoakPlan(seed: SoakPlan.seed)
        let end =
            machine.monotonicNanoseconds
            + UInt64(SoakPlan.length.components.seconds) * 1_000_000_000
        var certain = plan.certainCount
        for _ in 0..<SoakPlan.stepsMax where certain > 0 || machine.monotonicNanoseconds < end {
            certain -= 1
            try await machine.sleep(for: plan.rest())
            try await carryOut(plan.next(), &plan)
            if let failure = consumers.lazy.compactMap(\.failure).first {
                throw SoakFailure("a consumer has ended: \(failure)")
            }
        }
        try await catchUp()
        try await look("every fault was met") { self.absentFaults.isEmpty }
        // Nothing is written any more; what expires does so now.
        isOver.store(true, ordering: .relaxed)
        try await look("writers have ended") {
            self.writerCount.load(ordering: .relaxed) == 0
        }
        server.advanceClock(by: LoggedTable.lifeMax + .seconds(60))
        try await look("every record has come") {
            self.consumers.allSatisfy { self.audit($0).missing.isEmpty }
        }
    }

    private func carryOut(_ step: SoakPlan.Step, _ plan: inout SoakPlan) async throws {
        switch step {
        case .restart:
            for consumer in plan.some(consumers) {
                await consumer.stop(inOrder: true)
                consumer.start()
            }
        case .kill(let owing):
            for consumer in plan.some(consumers) {
                if owing { try await letOwe(consumer) }
                await consumer.stop(inOrder: false)
                consumer.start()
            }
        case .pause(let hours):
            try await pass(hours, without: plan.some(consumers), inOrder: plan.isLucky())
        case .absence(let hours):
            try await pass(hours, without: consumers, inOrder: plan.isLucky())
        case .jump(let hours): try await pass(hours, without: [], inOrder: true)
        case .roll:
            for consumer in plan.some(consumers) { try await consumer.table.shards("roll") }
        case .split:
            for consumer in consumers { try await consumer.table.shards("split") }
        }
    }

    /// Waits until a consumer has records that it does not acknowledge.
    private func letOwe(_ consumer: SoakConsumer) async throws {
        try await look("\(consumer.table.name) owes something") { consumer.journal.owe() }
    }

    /// Lets hours pass while consumers are away; all come up with the writes before another thing
    /// happens, so that times do not add up to more than records are kept.
    private func pass(
        _ hours: Int, without away: [SoakConsumer], inOrder: Bool
    ) async throws {
        for consumer in away { await consumer.stop(inOrder: inOrder) }
        // What is written now they have not seen.
        let counts = away.map(\.table.writeCount)
        try await look("something is written meanwhile") {
            zip(away, counts).allSatisfy { $0.table.writeCount >= $1 + Self.missedCountMin }
        }
        server.advanceClock(by: .seconds(hours * 3600))
        for consumer in away { consumer.start() }
        try await catchUp()
    }

    /// Writes every key, and waits until consumers have these writes.
    private func catchUp() async throws {
        let touches = consumers.map { $0.table.touch() }
        try await look("consumers have caught up") {
            zip(self.consumers, touches).allSatisfy { consumer, touch in
                guard let moment = consumer.table.touched(touch) else { return false }
                return consumer.journal.has(consumer.table.keys, since: moment)
            }
        }
    }

    private func look(_ what: String, _ holds: () -> Bool) async throws {
        for _ in 0..<Self.looksMax {
            if holds() { return }
            if let failure = consumers.lazy.compactMap(\.failure).first {
                throw SoakFailure("a consumer has ended: \(failure)")
            }
            try await machine.sleep(for: Self.lookInterval)
        }
        throw SoakFailure(
            "after \(Self.looksMax) looks it does not hold that \(what); \(context)\n"
                + consumers.flatMap { audit($0).faults }.prefix(20).joined(separator: "\n"))
    }

    private func audit(_ consumer: SoakConsumer) -> DeliveryAudit {
        let losses = consumer.losses.losses
        return DeliveryAudit(
            consumer.table.log, consumer.journal.runs, images: consumer.table.images
        ) { write in losses.contains { write.notBefore <= $0.horizon } }
    }

    // What is right at the end.

    private func check() async throws {
        var totals = SoakTotals()
        for consumer in consumers {
            let table = consumer.table
            let audit = audit(consumer)
            #expect(audit.faults == [], "\(table.name), \(context)")
            #expect(try await table.scan() == table.items, "\(table.name), \(context)")
            checkLastState(consumer, lost: audit.lost)
            checkLosses(consumer, audit)
            try await checkPositions(consumer)
            totals.add(consumer, audit)
        }
        #expect(totals.lostCount > 0, "nobody was away for long; \(context)")
        #expect(totals.repeatedCount > 0, "nobody owed anything when killed; \(context)")
        #expect(absentFaults == [], "\(context)")
        let days = Double(server.clock.now.microseconds - startedAt.microseconds) / 86_400_000_000
        #expect(days >= 3, "\(context)")
        print(
            "streams soak: \(context), \(Int(days)).\(Int(days * 10) % 10) simulated days, \(totals), "
                + "\(server.faultsShown.values.reduce(0, +)) faults")
    }

    /// The faults that no consumer has met yet.
    private var absentFaults: [String] {
        let shown = server.faultsShown.filter { $0.value > 0 }
        return ["throttle", "500", "reset", "truncate", "crc", "latency", "expired"].filter {
            fault in
            !shown.keys.contains { $0.contains(":\(fault)") }
        }
    }

    /// The last record of each key says what the table has of it.
    private func checkLastState(_ consumer: SoakConsumer, lost: [LoggedWrite]) {
        var last: [String: GivenRecord] = [:]
        for record in consumer.journal.runs.joined() {
            if let known = last[record.key], record.precedes(known) { continue }
            last[record.key] = record
        }
        let items = consumer.table.items
        let log = consumer.table.log
        let changedUnseen = Set(lost.filter { log[$0.key]?.last == $0 }.map(\.key))
        let there = last.filter {
            $0.value.event != "REMOVE" && !changedUnseen.contains($0.key)
        }
        #expect(Set(there.keys) == Set(items.keys), "\(consumer.table.name), \(context)")
        guard consumer.table.images.hasNew else { return }
        #expect(there.compactMapValues(\.new) == items, "\(consumer.table.name), \(context)")
    }

    /// Nothing is reported as lost but after a time that was longer than records are kept.
    private func checkLosses(_ consumer: SoakConsumer, _ audit: DeliveryAudit) {
        let gaps = consumer.journal.gaps
        for loss in consumer.losses.losses {
            #expect(
                gaps.contains { $0.begin <= loss.reportedAt },
                "\(consumer.table.name) lost \(loss.text) though nobody was away; \(context)")
        }
        for write in audit.lost {
            #expect(
                gaps.contains { $0.end >= write.notBefore },
                "\(consumer.table.name) lost \(write) though nobody was away; \(context)")
        }
    }

    /// Positions of finished shards go after 48 hours.
    private func checkPositions(_ consumer: SoakConsumer) async throws {
        let oldest = server.clock.now.microseconds - 60 * 3_600_000_000
        for step in try await consumer.positions.progress {
            guard case .finished(let time) = try ShardPosition(step.position.text).place else {
                continue
            }
            #expect(
                time.microseconds >= oldest, "\(step.partition) is not forgotten; \(context)")
        }
    }
}

/// What a play comes to.
private struct SoakTotals: CustomStringConvertible {
    var writeCount = 0
    var givenCount = 0
    var repeatedCount = 0
    var lostCount = 0
    var lossCount = 0
    var startCount = 0

    mutating func add(_ consumer: SoakConsumer, _ audit: DeliveryAudit) {
        writeCount += consumer.table.writeCount
        givenCount += audit.distinctCount
        repeatedCount += audit.repeatedCount
        lostCount += audit.lost.count
        lossCount += consumer.losses.losses.count
        startCount += consumer.startCount
    }

    var description: String {
        "\(writeCount) writes, \(givenCount) given, \(repeatedCount) given again, \(lostCount) lost "
            + "in \(lossCount) losses told, \(startCount) starts"
    }
}

private struct SoakFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

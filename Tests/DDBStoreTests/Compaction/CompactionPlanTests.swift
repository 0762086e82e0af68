import DDBStore
import DDBTestKit
import Testing

@Suite struct CompactionPlanTests {
    static func part(
        _ name: String, bytes: Int, rows: Int = 1000, masked: Int = 0, isSorted: Bool = true
    ) -> CompactionPart {
        CompactionPart(
            name: name, byteCount: bytes, rowCount: rows, maskedCount: masked, isSorted: isSorted)
    }

    static let plan = CompactionPlan(CompactionSettings())

    @Test func `a table of few parts is left alone`() {
        #expect(Self.plan.next([]) == nil)
        #expect(Self.plan.next((0..<7).map { Self.part("\($0)", bytes: 100_000) }) == nil)
        #expect(Self.plan.next((0..<90).map { Self.part("\($0)", bytes: 128 << 20) }) == nil)
        #expect(
            Self.plan.next([Self.part("a", bytes: 128 << 20, masked: 249)]) == nil)
    }

    @Test func `a tier that is full becomes one part, with what lies below it`() throws {
        let parts =
            (0..<8).map { Self.part("t\($0)", bytes: 100_000) }
            + (0..<3).map { Self.part("low\($0)", bytes: 1000) }
            + (0..<3).map { Self.part("high\($0)", bytes: 60 << 20) }
        let step = try #require(Self.plan.next(parts))
        #expect(step.reason == .tier(1))
        #expect(step.parts.map(\.name) == parts.prefix(11).map(\.name))
    }

    @Test func `tiers above that would be full in turn are merged at once`() throws {
        let parts =
            (0..<8).map { Self.part("low\($0)", bytes: 900_000) }
            + (0..<7).map { Self.part("high\($0)", bytes: 3 << 20) }
        let step = try #require(Self.plan.next(parts))
        #expect(step.parts.count == 15)
    }

    @Test func `a part of which a quarter is masked is written anew, the worst first`() throws {
        let parts = [
            Self.part("a", bytes: 128 << 20, masked: 251),
            Self.part("b", bytes: 128 << 20, masked: 400),
            Self.part("c", bytes: 128 << 20, masked: 100),
        ]
        let step = try #require(Self.plan.next(parts))
        #expect(step.reason == .masked)
        #expect(step.parts.map(\.name) == ["a", "b"])
    }

    @Test func `a part whose vectors cost more than it is written anew`() throws {
        var part = Self.part("a", bytes: 1 << 20, masked: 5)
        part.vectorBytesWritten = 4 << 20
        #expect(Self.plan.next([part])?.reason == .masked)
        part.vectorBytesWritten = 3 << 20
        #expect(Self.plan.next([part]) == nil)
    }

    @Test func `parts without a visible row go at once`() throws {
        let parts = [
            Self.part("a", bytes: 100, masked: 1000), Self.part("b", bytes: 100),
        ]
        let step = try #require(Self.plan.next(parts))
        #expect(step.reason == .dead)
        #expect(step.parts.map(\.name) == ["a"])
    }

    @Test func `a step reads no more than its bounds, but for a single part`() throws {
        var settings = CompactionSettings()
        settings.stepBytesMax = 1 << 20
        settings.stepPartsMax = 10
        let plan = CompactionPlan(settings)
        let large = [Self.part("a", bytes: 128 << 20, masked: 500)]
        #expect(plan.next(large)?.parts.count == 1)
        let many = (0..<100).map { Self.part("\($0)", bytes: 20_000) }
        #expect(plan.next(many)?.parts.count == 10)
        let bulky = (0..<8).map { Self.part("\($0)", bytes: 30 << 20) }
        #expect(plan.next(bulky)?.parts.count == 2)
        settings.stepRowsMax = 2500
        #expect(CompactionPlan(settings).next(many)?.parts.count == 2)
    }

    @Test func `a purge leaves small parts that have too many rows for one step`() {
        let rows = CompactionSettings().stepRowsMax / 2 + 1
        let parts = (0..<2).map { Self.part("\($0)", bytes: 40 << 20, rows: rows) }
        #expect(Self.plan.nextOfPurge(parts) == nil)
        let more = parts + [Self.part("b", bytes: 1000), Self.part("a", bytes: 1000)]
        #expect(Self.plan.nextOfPurge(more)?.parts.count == 3)
    }

    @Test func `a purge ends with sorted parts without masks`() {
        let random = SeededRandom(seed: 9)
        for _ in 0..<50 {
            var parts = (0..<random.number(below: 60)).map { index in
                let rows = 1 + random.number(below: 500_000)
                let masked = random.number(below: 2) == 0 ? 0 : random.number(below: rows + 1)
                return Self.part(
                    "\(index)", bytes: rows * 256, rows: rows, masked: masked,
                    isSorted: random.number(below: 2) == 0)
            }
            var made = 0
            var steps = 0
            while let step = Self.plan.nextOfPurge(parts) {
                steps += 1
                #expect(steps < 200)
                let names = Set(step.parts.map(\.name))
                parts.removeAll { names.contains($0.name) }
                parts += CompactionSimulation.merged(step, settings: CompactionSettings()) {
                    made += 1
                    return "new\(made)"
                }
                guard steps < 200 else { return }
            }
            #expect(parts.allSatisfy { $0.maskedCount == 0 && $0.isSorted })
            #expect(parts.filter { Self.plan.tier(of: $0) != nil }.count <= 1)
        }
    }

    @Test(arguments: CompactionSimulation.Load.allCases)
    func `parts, masks and work stay bounded over thousands of commits`(
        load: CompactionSimulation.Load
    ) {
        for seed in 0..<2 {
            var simulation = CompactionSimulation(load, seed: UInt64(seed))
            let report = simulation.run(commits: 20_000)
            // The most parts that tiers have, and those of the whole size.
            let largeMax = report.liveBytesMax / (40 << 20) + 8
            #expect(report.partCountMax <= 7 * 9 + 16 + largeMax, "\(load): \(report)")
            #expect(report.spaceMax <= load.spaceMax, "\(load): \(report)")
            #expect(report.writeFactor <= load.writeFactorMax, "\(load): \(report)")
            #expect(report.stepBytesMax <= 300 << 20, "\(load): \(report)")
        }
    }

    @Test func `the same parts make the same steps`() {
        var left = CompactionSimulation(.random, seed: 3)
        var right = CompactionSimulation(.random, seed: 3)
        #expect(left.run(commits: 2000) == right.run(commits: 2000))
    }
}

import DDBAttributes
import DDBDynamoDBSink
import DDBPipeline
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// What a job remembers of writes that are about to be sent.
@Suite struct LoadIntentTests {
    private static let parts = ["a", "b"]

    private static func record(_ number: Int, _ part: Int) throws -> SettledRecord {
        SettledRecord(number, of: try Partition(parts[part]))
    }

    private static func intent(_ records: [SettledRecord], _ value: Int) -> IntendedWrite {
        let item: WireItem = ["id": .string("k\(value) \"quoted\" é"), "v": .null]
        return IntendedWrite(value % 3 == 0 ? .delete : .put, item, records: records)
    }

    private static func names(_ write: IntendedWrite) -> [String] {
        write.records.map { "\($0.partition.id)/\($0.number)" }.sorted()
    }

    /// What a job must remember.
    private struct Model {
        var intents: [[SettledRecord]: IntendedWrite] = [:]
        var settled: Set<SettledRecord> = []

        /// Does something to a job, and the same to the model.
        mutating func step(_ job: LoadJob, _ number: Int, _ random: SeededRandom) throws {
            let records = try (0..<1 + random.number(below: 4)).map { _ in
                try LoadIntentTests.record(random.number(below: 60), random.number(below: 2))
            }
            let known = Set(records)
            switch random.number(below: 7) {
            case 0...3:
                let free = Array(known.subtracting(settled))
                guard !free.isEmpty else { return }
                // A later write of a record takes the place of an earlier one.
                intents = intents.filter { Set(free).isDisjoint(with: $0.key) }
                intents[free] = LoadIntentTests.intent(free, number)
                try job.intend([LoadIntentTests.intent(free, number)])
            case 4, 5:
                intents = intents.filter { known.isDisjoint(with: $0.key) }
                settled.formUnion(known)
                try job.settle(records)
            case _:
                guard let write = job.intended.first else { return }
                intents = intents.filter { Set(write.records).isDisjoint(with: $0.key) }
                settled.formUnion(write.records)
                try job.resolve(write, isWritten: true)
                #expect(write.records.allSatisfy { job.isSettled($0) })
            }
        }
    }

    @Test(arguments: [UInt64](1...6))
    func `a job that is opened again has the writes that were not settled`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        var model = Model()
        for step in 0..<150 {
            let job = try LoadJob(path: path, identity: "x")
            let expected = model.intents.values
            #expect(Set(job.intended.map(Self.names)) == Set(expected.map(Self.names)), "\(step)")
            #expect(Set(job.intended.map(\.item)) == Set(expected.map(\.item)), "step \(step)")
            for _ in 0..<1 + random.number(below: 3) { try model.step(job, step, random) }
        }
        let job = try LoadJob(path: path, identity: "x")
        for part in 0..<2 {
            for number in 0..<60 {
                let record = try Self.record(number, part)
                #expect(job.isSettled(record) == model.settled.contains(record))
            }
        }
    }

    @Test func `a write that the service refuses leaves its records to be read again`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        let records = try [Self.record(3, 0), Self.record(4, 0)]
        try LoadJob(path: path, identity: "x").intend([Self.intent(records, 1)])
        do {
            let job = try LoadJob(path: path, identity: "x")
            try job.resolve(try #require(job.intended.first), isWritten: false)
            #expect(records.allSatisfy { !job.isSettled($0) })
            // One of them settles: the write of both is of no use any more.
            try job.settle([records[0]])
        }
        #expect(try LoadJob(path: path, identity: "x").intended.isEmpty)
    }

    @Test func `torn and damaged files are read as far as they are whole, or refused`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/a.job"
        for number in 0..<4 {
            let job = try LoadJob(path: path, identity: "x")
            try job.intend([Self.intent([try Self.record(number * 2, 0)], number)])
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var last = 0
        for count in 0...whole.count {
            try whole.prefix(count).write(to: URL(fileURLWithPath: path))
            let found = try LoadJob(path: path, identity: "x").intended.count
            #expect(found >= last)
            last = found
        }
        #expect(last == 4)
        try LoadJobTests.expectSound(whole, path, seed: 11)
    }
}

import DDBBase
import DDBCredentials
import DDBSigV4
import DDBTestKit
import Synchronization
import Testing

@Suite struct RefreshingCredentialsTests {
    /// A provider whose fetches a test answers one by one.
    private final class Gate: CredentialsProvider {
        private let state = Mutex<[CheckedContinuation<Credentials, any Error>]>([])
        private let count = Atomic<Int>(0)
        let name = "gate"

        func credentials() async throws -> Credentials {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.append(continuation) }
                count.wrappingAdd(1, ordering: .relaxed)
            }
        }

        var fetchCount: Int { count.load(ordering: .relaxed) }

        func answer(_ result: Result<Credentials, any Error>) async {
            while true {
                if let next = state.withLock({ $0.popLast() }) {
                    next.resume(with: result)
                    return
                }
                await Task.yield()
            }
        }
    }

    private struct Failure: Error, Equatable {}

    private let time = ManualTimeSource()

    private func credentials(_ key: String, seconds: Int64) -> Credentials {
        Credentials(
            signing: SigningCredentials(accessKeyID: key, secretAccessKey: Secret("s")),
            expiration: time.now.advanced(byMicroseconds: seconds * 1_000_000), origin: "gate")
    }

    @Test func `a hundred requests are served by one fetch`() async throws {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        let given = credentials("a", seconds: 3600)
        try await withThrowingTaskGroup(of: Credentials.self) { group in
            for _ in 0..<100 { group.addTask { try await keeper.credentials() } }
            await gate.answer(.success(given))
            for try await credentials in group { #expect(credentials == given) }
        }
        #expect(gate.fetchCount == 1)
        #expect(try await keeper.credentials() == given)
    }

    @Test func `a failure reaches all who wait and is not kept`() async throws {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        for _ in 0..<3 {
            let first = Task { try await keeper.credentials() }
            await gate.answer(.failure(Failure()))
            await #expect(throws: Failure.self) { _ = try await first.value }
        }
        let given = credentials("a", seconds: 3600)
        async let last = keeper.credentials()
        await gate.answer(.success(given))
        #expect(try await last == given)
        #expect(gate.fetchCount == 4)
    }

    @Test func `a cancelled request leaves the fetch to the others`() async throws {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        let cancelled = (0..<20).map { _ in Task { try await keeper.credentials() } }
        let kept = (0..<20).map { _ in Task { try await keeper.credentials() } }
        while gate.fetchCount == 0 { await Task.yield() }
        for task in cancelled { task.cancel() }
        for task in cancelled {
            await #expect(throws: CancellationError.self) { _ = try await task.value }
        }
        let given = credentials("a", seconds: 3600)
        await gate.answer(.success(given))
        for task in kept { #expect(try await task.value == given) }
        #expect(gate.fetchCount == 1)
    }

    @Test func `a request that is cancelled before it begins throws at once`() async throws {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        let task = Task {
            withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await keeper.credentials()
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        let given = credentials("a", seconds: 3600)
        await gate.answer(.success(given))
        #expect(try await keeper.credentials() == given)
    }

    @Test func `a fetch beside the work keeps nobody, and its failure is told aside`() async throws
    {
        let gate = Gate()
        let notices = Mutex<[String]>([])
        let keeper = RefreshingCredentials(
            gate, time: time, random: SeededRandom(seed: 1),
            notice: { notice in notices.withLock { $0.append(notice) } })
        let old = credentials("a", seconds: 3600)
        async let first = keeper.credentials()
        await gate.answer(.success(old))
        #expect(try await first == old)
        time.advance(by: .seconds(2750))
        #expect(try await keeper.credentials() == old)
        await gate.answer(.failure(Failure()))
        while notices.withLock({ $0.isEmpty }) { await Task.yield() }
        #expect(notices.withLock { $0.first?.contains("gate are not renewed") } == true)
        #expect(try await keeper.credentials() == old)
        time.advance(by: .seconds(20))
        #expect(try await keeper.credentials() == old)
        let new = credentials("b", seconds: 3600)
        await gate.answer(.success(new))
        while try await keeper.credentials() != new { await Task.yield() }
        #expect(gate.fetchCount == 3)
    }

    @Test func `what is over on arrival is an error that names the source`() async {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        let first = Task { try await keeper.credentials() }
        await gate.answer(.success(credentials("a", seconds: 0)))
        let error = await #expect(throws: CredentialsError.self) { _ = try await first.value }
        #expect(error?.code == .expired)
        #expect(error?.message.contains("gate") == true)
    }

    @Test func `what a service calls expired is fetched anew`() async throws {
        let gate = Gate()
        let keeper = RefreshingCredentials(gate, time: time, random: SeededRandom(seed: 1))
        let old = credentials("a", seconds: 3600)
        async let first = keeper.credentials()
        await gate.answer(.success(old))
        #expect(try await first == old)
        keeper.invalidate(old)
        let new = credentials("b", seconds: 3600)
        async let second = keeper.credentials()
        await gate.answer(.success(new))
        #expect(try await second == new)
        keeper.invalidate(old)
        #expect(try await keeper.credentials() == new)
    }

    /// Gives, fails or waits a while, as chance will.
    private struct Moody: CredentialsProvider {
        let name = "moody"
        let random: SeededRandom
        let given: Credentials

        func credentials() async throws -> Credentials {
            for _ in 0..<random.number(below: 20) { await Task.yield() }
            if random.number(below: 2) == 0 { throw Failure() }
            return given
        }
    }

    @Test(arguments: [11, 12, 13])
    func `a storm of requests and cancellations ends for everybody`(seed: UInt64) async {
        let random = SeededRandom(seed: seed)
        let given = credentials("a", seconds: 3600)
        let keeper = RefreshingCredentials(
            Moody(random: random, given: given), time: time, random: random)
        var ends: [String: Int] = [:]
        await withTaskGroup(of: [String].self) { group in
            for _ in 0..<200 {
                group.addTask {
                    var ends: [String] = []
                    for _ in 0..<20 { ends.append(await end(of: keeper, given, random)) }
                    return ends
                }
            }
            for await several in group {
                for end in several { ends[end, default: 0] += 1 }
            }
        }
        #expect(
            Set(ends.keys).isSubset(of: ["given", "cancelled", "failed"]), "seed \(seed): \(ends)")
        #expect(ends.values.reduce(0, +) == 4000)
        #expect((ends["given"] ?? 0) > 100, "seed \(seed): \(ends)")
    }

    /// How one request ends, which is cancelled now and then; now and then what it got is refused.
    private func end(
        of keeper: RefreshingCredentials, _ given: Credentials, _ random: SeededRandom
    ) async -> String {
        let isCancelled = random.number(below: 3) == 0
        let request = Task { try await keeper.credentials() }
        for _ in 0..<random.number(below: 10) { await Task.yield() }
        if isCancelled { request.cancel() }
        switch await request.result {
        case .success(let credentials):
            if random.number(below: 50) == 0 { keeper.invalidate(given) }
            return credentials == given ? "given" : "other"
        case .failure(let error):
            if error is CancellationError { return isCancelled ? "cancelled" : "wrong" }
            return error is Failure ? "failed" : "unknown"
        }
    }
}

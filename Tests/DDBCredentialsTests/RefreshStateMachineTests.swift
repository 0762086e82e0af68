import DDBBase
import DDBCredentials
import DDBSigV4
import DDBTestKit
import Testing

@Suite struct RefreshStateMachineTests {
    private static let second: Int64 = 1_000_000

    private func at(_ seconds: Int64) -> Instant {
        Instant(microseconds: seconds * Self.second)
    }

    private func credentials(
        _ key: String, until end: Int64?, isStable: Bool = false
    ) -> Credentials {
        Credentials(
            signing: SigningCredentials(accessKeyID: key, secretAccessKey: Secret("s")),
            expiration: end.map(at), origin: "test", isStaticallyStable: isStable)
    }

    /// A machine that holds credentials which were fetched at 0 and end at 3600.
    private func holding(isStable: Bool = false) -> RefreshStateMachine {
        var machine = RefreshStateMachine(RefreshSettings())
        _ = machine.requested(at: at(0))
        _ = machine.fetched(
            credentials("a", until: 3600, isStable: isStable), at: at(0), jitter: 0)
        return machine
    }

    @Test func `the first request fetches and the second waits for it`() {
        var machine = RefreshStateMachine(RefreshSettings())
        #expect(machine.requested(at: at(0)) == .fetchAndWait)
        #expect(machine.requested(at: at(0)) == .wait)
    }

    @Test(arguments: [0, 1, 2699])
    func `before the advisory moment held credentials are used`(now: Int64) {
        var machine = holding()
        #expect(machine.requested(at: at(now)) == .use(credentials("a", until: 3600)))
    }

    @Test(arguments: [2700, 2999])
    func `from the advisory moment on one request fetches beside the work`(now: Int64) {
        var machine = holding()
        let held = credentials("a", until: 3600)
        #expect(machine.requested(at: at(now)) == .useAndFetch(held))
        #expect(machine.requested(at: at(now)) == .use(held))
    }

    @Test(arguments: [3000, 3599, 3600, 9999])
    func `from the mandatory moment on all wait for one fetch`(now: Int64) {
        var machine = holding()
        #expect(machine.requested(at: at(now)) == .fetchAndWait)
        #expect(machine.requested(at: at(now)) == .wait)
    }

    @Test func `a failed fetch leaves what still lasts, and a pause`() {
        var machine = holding()
        let held = credentials("a", until: 3600)
        _ = machine.requested(at: at(3000))
        #expect(machine.failed(at: at(3001), jitter: 0) == .use(held))
        #expect(machine.requested(at: at(3010)) == .use(held))
        #expect(machine.requested(at: at(3011)) == .fetchAndWait)
    }

    @Test func `a failed fetch is not remembered`() {
        var machine = holding()
        for now: Int64 in [3600, 3600, 3601, 4000] {
            #expect(machine.requested(at: at(now)) == .fetchAndWait)
            #expect(machine.failed(at: at(now), jitter: 0) == .fail)
        }
        #expect(machine.requested(at: at(5000)) == .fetchAndWait)
        let new = credentials("b", until: 9000)
        #expect(machine.fetched(new, at: at(5000), jitter: 0) == .use(new))
        #expect(machine.requested(at: at(5001)) == .use(new))
    }

    @Test(arguments: [(0.0, 4200), (0.5, 4350)])
    func `stable credentials are extended when they cannot be renewed`(
        jitter: Double, end: Int64
    ) {
        var machine = holding(isStable: true)
        let held = credentials("a", until: 3600, isStable: true)
        _ = machine.requested(at: at(3600))
        #expect(
            machine.failed(at: at(3600), jitter: jitter) == .extended(held, until: at(end)))
        #expect(machine.requested(at: at(end - 1)) == .use(held))
        #expect(machine.requested(at: at(end)) == .fetchAndWait)
    }

    @Test func `a stable source that gives what is over is believed for a while`() {
        var machine = RefreshStateMachine(RefreshSettings())
        _ = machine.requested(at: at(100))
        let old = credentials("a", until: 50, isStable: true)
        #expect(machine.fetched(old, at: at(100), jitter: 0) == .extended(old, until: at(700)))
    }

    @Test func `what is over on arrival is a failure, unless the old still lasts`() {
        var machine = RefreshStateMachine(RefreshSettings())
        _ = machine.requested(at: at(100))
        #expect(
            machine.fetched(credentials("a", until: 100), at: at(100), jitter: 0) == .failExpired)
        var other = holding()
        _ = other.requested(at: at(3000))
        #expect(
            other.fetched(credentials("b", until: 2000), at: at(3000), jitter: 0)
                == .use(credentials("a", until: 3600)))
    }

    @Test func `credentials without an end are kept`() {
        var machine = RefreshStateMachine(RefreshSettings())
        _ = machine.requested(at: at(0))
        let keys = credentials("a", until: nil)
        #expect(machine.fetched(keys, at: at(0), jitter: 0) == .use(keys))
        #expect(machine.requested(at: at(.max / 2_000_000)) == .use(keys))
    }

    @Test func `a short life has short margins`() {
        var machine = RefreshStateMachine(RefreshSettings())
        _ = machine.requested(at: at(0))
        let short = credentials("a", until: 60)
        _ = machine.fetched(short, at: at(0), jitter: 0)
        #expect(machine.requested(at: at(29)) == .use(short))
        #expect(machine.requested(at: at(30)) == .useAndFetch(short))
        #expect(machine.requested(at: at(40)) == .wait)
    }

    @Test func `what a service refused is forgotten once`() {
        var machine = holding()
        machine.invalidate(credentials("other", until: 3600))
        #expect(machine.requested(at: at(1)) == .use(credentials("a", until: 3600)))
        machine.invalidate(credentials("a", until: 3600))
        #expect(machine.requested(at: at(1)) == .fetchAndWait)
        let new = credentials("b", until: 3600)
        _ = machine.fetched(new, at: at(1), jitter: 0)
        machine.invalidate(credentials("a", until: 3600))
        #expect(machine.requested(at: at(1)) == .use(new))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func `random walks keep to the rules of a model`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        var machine = RefreshStateMachine(RefreshSettings())
        var model = Model()
        var now: Int64 = 0
        for step in 0..<20_000 {
            now += Int64(random.number(below: random.number(below: 20) == 0 ? 2000 : 30))
            let comment = Comment(rawValue: "seed \(seed), step \(step)")
            switch random.number(below: 6) {
            case 0...2:
                model.check(machine.requested(at: at(now)), at: at(now), comment)
            case 3 where model.isFetching:
                let life = Int64(random.number(below: 4000)) - 200
                let end = random.number(below: 30) == 0 ? nil : now + life
                let given = credentials(
                    "k\(step)", until: end, isStable: random.number(below: 3) == 0)
                model.check(
                    machine.fetched(given, at: at(now), jitter: random.fraction()), given: given,
                    at: at(now), comment)
            case 4 where model.isFetching:
                model.check(
                    machine.failed(at: at(now), jitter: random.fraction()), given: nil,
                    at: at(now), comment)
            case 5 where random.number(below: 40) == 0:
                if let held = model.held {
                    machine.invalidate(held)
                    model.held = nil
                }
            case 3...5: continue
            default: continue
            }
        }
        #expect(model.useCount > 1000)
        #expect(model.fetchCount > 100)
    }
}

/// What must hold of every machine, whatever its margins: one fetch at a time, nothing over is
/// used unless it was extended, nobody waits while nothing runs.
private struct Model {
    var held: Credentials?
    var end: Instant?
    var isFetching = false
    var useCount = 0
    var fetchCount = 0

    mutating func check(
        _ action: RefreshStateMachine.Action, at now: Instant, _ comment: Comment
    ) {
        switch action {
        case .use(let used):
            checkUse(used, at: now, comment)
        case .useAndFetch(let used):
            checkUse(used, at: now, comment)
            #expect(!isFetching, comment)
            // Never beside the work when there is time enough.
            #expect(end.map { $0.microseconds - now.microseconds <= 900_000_000 } == true, comment)
            startFetch()
        case .fetchAndWait:
            #expect(!isFetching, comment)
            startFetch()
        case .wait:
            #expect(isFetching, comment)
        }
    }

    private mutating func checkUse(_ used: Credentials, at now: Instant, _ comment: Comment) {
        useCount += 1
        #expect(used == held, comment)
        #expect(end.map { $0 > now } ?? true, comment)
    }

    private mutating func startFetch() {
        isFetching = true
        fetchCount += 1
    }

    mutating func check(
        _ outcome: RefreshStateMachine.Outcome, given: Credentials?, at now: Instant,
        _ comment: Comment
    ) {
        isFetching = false
        let lasts = held != nil && (end.map { $0 > now } ?? true)
        let isFresh = given.map { $0.expiration.map { $0 > now } ?? true } ?? false
        switch outcome {
        case .use(let used):
            #expect(used == (isFresh ? given : held), comment)
            #expect(isFresh || lasts, comment)
            if isFresh { (held, end) = (given, given?.expiration) }
        case .extended(let used, let until):
            #expect(used.isStaticallyStable && !isFresh, comment)
            #expect(until > now, comment)
            (held, end) = (used, until)
        case .fail:
            #expect(given == nil && !lasts && held?.isStaticallyStable != true, comment)
        case .failExpired:
            #expect(given != nil && !isFresh && !lasts, comment)
        }
    }
}

import DDBBase
import DDBClientCore
import DDBTestKit
import Testing

@Suite struct RetryStateMachineTests {
    typealias Failure = RetryStateMachine.Failure

    @Test func `what trying again cannot mend ends the call and takes nothing`() {
        let quota = RetryQuota()
        var machine = RetryStateMachine(rules: .dynamoDB)
        #expect(machine.failed(Failure(.none), quota: quota, jitter: 1) == .giveUp(.pointless))
        #expect(machine.attempt == 1)
        #expect(quota.available == 500)
    }

    @Test func `a corrected clock gives one attempt that costs nothing`() {
        let quota = RetryQuota(available: 0)
        var machine = RetryStateMachine(rules: RetryRules(attemptsMax: 1))
        let skewed = Failure(.clockSkew, clockCorrected: true)
        #expect(machine.failed(skewed, quota: quota, jitter: 1) == .retry(after: .zero))
        #expect(machine.attempt == 2)
        #expect(machine.attemptsMax == 2)
        #expect(machine.failed(skewed, quota: quota, jitter: 1) == .giveUp(.pointless))
    }

    @Test(arguments: [ErrorCategory.clockSkew, .perhapsClockSkew])
    func `a clock that was found right ends the call`(category: ErrorCategory) {
        var machine = RetryStateMachine(rules: .dynamoDB)
        let action = machine.failed(Failure(category), quota: RetryQuota(), jitter: 1)
        #expect(action == .giveUp(.pointless))
    }

    @Test func `expired credentials give one attempt with fresh ones that costs nothing`() {
        let quota = RetryQuota(available: 0)
        var machine = RetryStateMachine(rules: RetryRules(attemptsMax: 1))
        let expired = Failure(.expiredCredentials)
        let first = machine.failed(expired, quota: quota, jitter: 1)
        #expect(first == .retryWithFreshCredentials(after: .zero))
        #expect(machine.failed(expired, quota: quota, jitter: 1) == .giveUp(.pointless))
    }

    @Test func `an unknown key is tried once more, after a while and with fresh credentials`() {
        let quota = RetryQuota()
        var machine = RetryStateMachine(rules: .dynamoDB)
        let unknown = Failure(.unrecognizedOnce)
        let first = machine.failed(unknown, quota: quota, jitter: 0.5)
        #expect(first == .retryWithFreshCredentials(after: .milliseconds(500)))
        #expect(quota.available == 486)
        #expect(machine.failed(unknown, quota: quota, jitter: 0.5) == .giveUp(.pointless))
    }

    @Test func `free attempts do not use up the others`() {
        let quota = RetryQuota()
        var machine = RetryStateMachine(rules: .standard)
        let clock = Failure(.clockSkew, clockCorrected: true)
        let steps: [(Failure, RetryStateMachine.Action)] = [
            (Failure(.transient), .retry(after: .milliseconds(50))),
            (clock, .retry(after: .zero)),
            (Failure(.expiredCredentials), .retryWithFreshCredentials(after: .zero)),
            (Failure(.throttling), .retry(after: .seconds(2))),
            (Failure(.transient), .giveUp(.attemptsExhausted)),
        ]
        for (failure, action) in steps {
            #expect(machine.failed(failure, quota: quota, jitter: 1) == action)
        }
        #expect(machine.attempt == 5)
        #expect(machine.attemptsMax == 5)
        #expect(quota.available == 500 - 14 - 5)
    }

    @Test(arguments: [
        ErrorCategory.throttling, .transient, .expiredCredentials, .unrecognizedOnce, .clockSkew,
    ])
    func `a body that cannot be sent twice ends the call`(category: ErrorCategory) {
        let quota = RetryQuota()
        var machine = RetryStateMachine(rules: .standard, isRepeatable: false)
        let failure = Failure(category, clockCorrected: true)
        let action = machine.failed(failure, quota: quota, jitter: 1)
        #expect(action == .giveUp(.notRepeatable))
        #expect(quota.available == 500)
    }

    @Test func `a write that may have happened is never forgotten`() {
        var machine = RetryStateMachine(rules: .standard)
        #expect(machine.delivery == .notSent)
        let quota = RetryQuota()
        _ = machine.failed(Failure(.transient, delivery: .notSent), quota: quota, jitter: 0)
        #expect(machine.delivery == .notSent)
        _ = machine.failed(Failure(.transient, delivery: .unknown), quota: quota, jitter: 0)
        _ = machine.failed(Failure(.none, delivery: .refused), quota: quota, jitter: 0)
        #expect(machine.delivery == .unknown)
    }

    @Test func `a success without retries gives one unit back, up to the full quota`() {
        let quota = RetryQuota(available: 499)
        let machine = RetryStateMachine(rules: .standard)
        machine.succeeded(quota: quota)
        machine.succeeded(quota: quota)
        #expect(quota.available == 500)
    }

    @Test(arguments: [
        (0, 20.0, nil as Int64?, 0.0), (3, 0.2, nil, 1), (62, 20, nil, 1), (900, 20, nil, 0.25),
        (0, 20, -5, 1), (0, 20, Int64.max / 1000, 1),
    ])
    func `waits stay within their bounds`(
        retries: Int, backoffMax: Double, retryAfter: Int64?, jitter: Double
    ) {
        let rules = RetryRules(attemptsMax: .max, backoffMax: .seconds(backoffMax))
        let quota = RetryQuota(.init(capacity: .max / 2))
        var machine = RetryStateMachine(rules: rules)
        let wanted = retryAfter.map { Duration.milliseconds($0) }
        let failure = Failure(.transient, retryAfter: wanted)
        var longest = Duration.zero
        for _ in 0...max(0, retries) {
            guard case .retry(let wait) = machine.failed(failure, quota: quota, jitter: jitter)
            else {
                Issue.record("gave up")
                return
            }
            longest = max(longest, wait)
        }
        let ceiling = min(
            0.05 * Double(sign: .plus, exponent: max(0, retries), significand: 1),
            backoffMax)
        #expect(longest >= .zero)
        let expected =
            Duration.seconds(ceiling * jitter) + (retryAfter ?? 0 > 0 ? .seconds(5) : .zero)
        #expect(abs((longest - expected) / .nanoseconds(1)) <= 1)
    }

    @Test(arguments: [(Int.min, 1), (0, 1), (1, 1), (1000, 1000), (Int.max, 1000)])
    func `attempts beyond any sense count as the nearest number`(asked: Int, attemptsMax: Int) {
        let quota = RetryQuota(.init(capacity: 1 << 40))
        var machine = RetryStateMachine(rules: RetryRules(attemptsMax: asked))
        #expect(machine.attemptsMax == attemptsMax)
        while case .retry(let wait) = machine.failed(Failure(.transient), quota: quota, jitter: 1) {
            #expect(wait <= .seconds(20))
        }
        #expect(machine.attempt == attemptsMax)
    }

    @Test(arguments: [Duration.seconds(Int64.min), .seconds(-1), .seconds(Int64.max)])
    func `waits beyond any sense count as the nearest that has some`(wait: Duration) {
        let rules = RetryRules(
            attemptsMax: 9, baseDelay: wait, throttlingBaseDelay: wait, backoffMax: wait,
            retryAfterExtraMax: wait)
        for category in [ErrorCategory.transient, .throttling] {
            var machine = RetryStateMachine(rules: rules)
            for retryAfter in [nil, Duration.seconds(-5), .zero, .milliseconds(Int64.max)] {
                let failure = Failure(category, retryAfter: retryAfter)
                guard
                    case .retry(let pause) = machine.failed(failure, quota: RetryQuota(), jitter: 1)
                else {
                    Issue.record("gave up")
                    return
                }
                #expect((Duration.zero...Duration.seconds(2 * 86_400)).contains(pause))
            }
        }
    }

    /// What the machine promises, in the words of its rules and nothing else.
    private struct Model {
        var counted = 0
        var freed: Set<ErrorCategory> = []
        var unknowns = 0
        var quota: Int
        var lastCost = 0

        mutating func mayRetry(_ failure: Failure, attemptsMax: Int) -> Bool {
            switch failure.category {
            case .none, .clockSkew, .perhapsClockSkew:
                return failure.clockCorrected && freed.insert(.clockSkew).inserted
            case .expiredCredentials: return freed.insert(.expiredCredentials).inserted
            case .unrecognizedOnce, .throttling, .transient:
                let cost = failure.category == .throttling ? 5 : 14
                let isAgain = failure.category == .unrecognizedOnce && unknowns > 0
                guard !isAgain, counted + 1 < attemptsMax, quota >= cost else { return false }
                if failure.category == .unrecognizedOnce { unknowns += 1 }
                counted += 1
                quota -= cost
                lastCost = cost
                return true
            }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `random calls of one client behave as the rules say`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let quota = RetryQuota(available: 120)
        var left = 120
        for call in 0..<200 {
            let attemptsMax = 1 + random.number(below: 6)
            var machine = RetryStateMachine(rules: RetryRules(attemptsMax: attemptsMax))
            var model = Model(quota: left)
            var attempts = 1
            while true {
                if random.number(below: 3) == 0 {
                    machine.succeeded(quota: quota)
                    model.quota = min(500, model.quota + (model.lastCost > 0 ? model.lastCost : 1))
                    break
                }
                let all = ErrorCategory.allCases
                let failure = Failure(
                    all[random.number(below: all.count)],
                    clockCorrected: random.number(below: 2) == 0)
                let action = machine.failed(failure, quota: quota, jitter: random.fraction())
                let goesOn =
                    switch action {
                    case .retry, .retryWithFreshCredentials: true
                    case .giveUp: false
                    }
                let expected = model.mayRetry(failure, attemptsMax: attemptsMax)
                #expect(goesOn == expected, "seed \(seed), call \(call), \(failure.category)")
                guard goesOn else { break }
                attempts += 1
                #expect(machine.attempt == attempts, "seed \(seed), call \(call)")
                #expect(machine.attempt <= machine.attemptsMax, "seed \(seed), call \(call)")
            }
            #expect(attempts <= attemptsMax + 2, "seed \(seed), call \(call)")
            left = model.quota
            #expect(quota.available == left, "seed \(seed), call \(call)")
        }
    }
}

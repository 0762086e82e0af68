import DDBBase
import DDBClientCore
import DDBHTTP
import DDBTestKit
import Testing

@Suite struct ClockSkewTests {
    /// 2026-11-21T02:30:00Z.
    static let start: Int64 = 1_795_228_200_000_000

    static func instant(_ seconds: Int64) -> Instant {
        Instant(microseconds: start + seconds * 1_000_000)
    }

    static func date(_ seconds: Int64) -> HeaderFields {
        let text = instant(seconds).iso8601
        #expect(text.hasPrefix("2026-11-2"))
        let day = text.dropFirst(8).prefix(2)
        return ["Date": "Sat, \(day) Nov 2026 \(text.dropFirst(11).prefix(8)) GMT"]
    }

    /// One refused attempt of a machine whose clock is off.
    static func refuse(
        _ skew: inout ClockSkew, _ category: ErrorCategory, serviceAhead: Int64, sent: Int64,
        answered: Int64? = nil, isHead: Bool = false
    ) -> Bool {
        let signedAt = skew.corrected(instant(sent))
        let now = answered ?? sent
        return skew.observe(
            category, headers: date(now + serviceAhead), signedAt: signedAt, now: instant(now),
            isHead: isHead)
    }

    @Test(
        arguments: [ErrorCategory.clockSkew, .perhapsClockSkew], [301 as Int64, -301, 900, -7200])
    func `a clock that is off by more than five minutes is corrected`(
        category: ErrorCategory, ahead: Int64
    ) {
        var skew = ClockSkew()
        #expect(Self.refuse(&skew, category, serviceAhead: ahead, sent: 10))
        #expect(skew.correctionMicroseconds == ahead * 1_000_000)
        #expect(skew.corrected(Self.instant(20)) == Self.instant(20 + ahead))
    }

    @Test(arguments: [0 as Int64, 60, -60, 299, 300, -300])
    func `a refused signature alone is not held against a clock that is off by less`(ahead: Int64) {
        var skew = ClockSkew()
        #expect(!Self.refuse(&skew, .perhapsClockSkew, serviceAhead: ahead, sent: 10))
        #expect(skew == ClockSkew())
    }

    @Test func `a service that says the time is wrong is believed from a minute on`() {
        var skew = ClockSkew()
        #expect(!Self.refuse(&skew, .clockSkew, serviceAhead: 60, sent: 10))
        #expect(Self.refuse(&skew, .clockSkew, serviceAhead: 61, sent: 10))
        #expect(skew.correctionMicroseconds == 61_000_000)
    }

    @Test func `a correction is replaced only where it changed by more than a minute`() {
        var skew = ClockSkew()
        #expect(Self.refuse(&skew, .clockSkew, serviceAhead: 900, sent: 0))
        #expect(!Self.refuse(&skew, .clockSkew, serviceAhead: 960, sent: 5))
        #expect(skew.correctionMicroseconds == 900_000_000)
        #expect(Self.refuse(&skew, .clockSkew, serviceAhead: 961, sent: 5))
        #expect(skew.correctionMicroseconds == 961_000_000)
        // The machine's clock was set right meanwhile.
        #expect(Self.refuse(&skew, .perhapsClockSkew, serviceAhead: 0, sent: 10))
        #expect(skew.correctionMicroseconds == 0)
    }

    @Test(arguments: [(900 as Int64, true), (300, false), (-301, true)])
    func `any refusal of a HEAD may mean the clock`(ahead: Int64, mayHelp: Bool) {
        var skew = ClockSkew()
        let found = Self.refuse(&skew, .none, serviceAhead: ahead, sent: 0, isHead: true)
        #expect(found == mayHelp)
        #expect(skew.correctionMicroseconds == (mayHelp ? ahead * 1_000_000 : 0))
    }

    @Test func `a request that was under way for long does not move the clock`() {
        var skew = ClockSkew()
        let mayHelp = Self.refuse(&skew, .clockSkew, serviceAhead: 0, sent: 0, answered: 400)
        #expect(mayHelp)
        #expect(skew == ClockSkew())
    }

    @Test func `a call that signed before another corrected the clock signs again`() {
        var skew = ClockSkew()
        let signedAt = skew.corrected(Self.instant(0))
        #expect(Self.refuse(&skew, .clockSkew, serviceAhead: 900, sent: 0))
        let corrected = skew
        let mayHelp = skew.observe(
            .perhapsClockSkew, headers: Self.date(905), signedAt: signedAt, now: Self.instant(5))
        #expect(mayHelp)
        #expect(skew == corrected)
    }

    @Test(arguments: [ErrorCategory.none, .throttling, .transient, .expiredCredentials])
    func `other failures say nothing about the clock`(category: ErrorCategory) {
        var skew = ClockSkew()
        #expect(!Self.refuse(&skew, category, serviceAhead: 900, sent: 0))
        #expect(skew == ClockSkew())
    }

    /// What a machine learns from a refusal at one moment.
    static func learned(_ headers: HeaderFields, at now: Instant) -> (Bool, ClockSkew) {
        var skew = ClockSkew()
        let mayHelp = skew.observe(
            .clockSkew, headers: headers, signedAt: now, now: now)
        return (mayHelp, skew)
    }

    @Test(arguments: [[:], ["Date": ""], ["Date": "yesterday"]] as [HeaderFields])
    func `no date says nothing`(headers: HeaderFields) {
        #expect(Self.learned(headers, at: Self.instant(0)) == (false, ClockSkew()))
    }

    @Test(arguments: [Self.start, .min, .max])
    func `a date that no clock has is not followed`(microseconds: Int64) {
        let headers: HeaderFields = ["Date": "Sun, 06 Nov 9994 08:49:37 GMT"]
        let now = Instant(microseconds: microseconds)
        #expect(Self.learned(headers, at: now) == (false, ClockSkew()))
    }

    @Test(arguments: UInt64(0)..<20)
    func `however clocks jump, one correction is enough for the next attempt`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var skew = ClockSkew()
        var ahead: Int64 = 0
        var time: Int64 = 0
        for step in 0..<300 {
            time += Int64(random.number(below: 20))
            if random.number(below: 10) == 0 { ahead = Int64(random.number(below: 4000)) - 2000 }
            let sent = time
            time += Int64(random.number(below: 3))
            let off = ahead - skew.correctionMicroseconds / 1_000_000
            guard abs(off) > 303 else { continue }
            let mayHelp = Self.refuse(
                &skew, .perhapsClockSkew, serviceAhead: ahead, sent: sent, answered: time)
            #expect(mayHelp, "seed \(seed), step \(step)")
            let left = ahead - skew.correctionMicroseconds / 1_000_000
            #expect(abs(left) <= 3, "seed \(seed), step \(step)")
        }
    }
}

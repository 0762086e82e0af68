import DDBClientCore
import DDBTestSupport
import Testing

/// Compares the rate with botocore's own.
@Suite struct AdaptiveRateTests {
    struct Row {
        var asked: Double
        var sent: Double
        var answered: Double
        var throttled: Bool
        var rate: Double
        var measured: Double

        init?(_ line: Substring) {
            let words = line.split(separator: " ").compactMap { Double($0) }
            guard words.count == 6 else { return nil }
            (asked, sent, answered) = (words[0], words[1], words[2])
            throttled = words[3] == 1
            (rate, measured) = (words[4], words[5])
        }
    }

    /// What `python Tests/Interop/adaptive_rates.py 3 120 | head -32` printed with botocore 1.44.5,
    /// cut to nine places.
    static let golden = """
        1000.005926409 1000.005926409 1000.008534865 0 0.500000000 0.000000000
        1000.133678926 1000.133678926 1000.134989503 0 0.500000000 0.000000000
        1000.186860306 1000.186860306 1000.191546925 0 0.500000000 0.000000000
        1000.299741702 1000.299741702 1000.310734326 0 0.500000000 0.000000000
        1000.313053546 1000.313053546 1000.316085993 0 0.500000000 0.000000000
        1000.464336364 1000.464336364 1000.477764594 0 0.500000000 0.000000000
        1000.478065862 1000.478065862 1000.478686097 0 0.500000000 0.000000000
        1000.597636000 1000.597636000 1000.616039132 0 0.500000000 12.800000000
        1000.695031813 1000.695031813 1000.711049988 0 0.500000000 12.800000000
        1000.719838655 1000.719838655 1000.721787741 0 0.500000000 12.800000000
        1000.724367553 1000.724367553 1000.737808378 0 0.500000000 12.800000000
        1000.750442833 1000.750442833 1000.767112376 0 0.500000000 12.800000000
        1000.883962734 1000.883962734 1000.902046770 0 0.500000000 12.800000000
        1000.902903170 1000.902903170 1000.922722963 0 0.500000000 12.800000000
        1000.929709122 1000.929709122 1000.936236928 0 0.500000000 12.800000000
        1000.936950745 1000.936950745 1000.941173244 0 0.500000000 12.800000000
        1000.949721968 1000.949721968 1000.950991180 0 0.500000000 12.800000000
        1000.968694799 1000.968694799 1000.984706705 0 0.500000000 12.800000000
        1000.984907958 1000.984907958 1000.993450794 0 0.500000000 12.800000000
        1000.993494984 1000.993494984 1001.005785634 1 15.232000000 21.760000000
        1001.022311178 1001.038141186 1001.056578833 1 10.662400000 21.760000000
        1001.066563922 1001.124026852 1001.130220253 1 7.463680000 21.760000000
        1001.131169149 1001.255354701 1001.274783274 1 5.224576000 21.760000000
        1001.279469244 1001.438431261 1001.439279978 0 5.791023134 21.760000000
        1001.450085876 1001.611195336 1001.613961857 0 6.278240260 12.352000000
        1001.706043784 1001.770690331 1001.781091790 0 6.645753037 12.352000000
        1001.781711917 1001.921737573 1001.940549998 0 6.916916639 12.352000000
        1002.067408080 1002.067408080 1002.081720508 0 7.100150993 7.270400000
        1002.277279971 1002.277279971 1002.287702517 0 7.286245056 7.270400000
        1002.288490914 1002.347542565 1002.367291684 0 7.336200054 7.270400000
        1002.490451272 1002.490451272 1002.503094883 1 4.377856000 6.254080000
        1002.517082396 1002.699497790 1002.713083418 0 4.999074054 6.254080000
        """

    static func replay(_ rows: [Row], _ origin: String) {
        var rate = AdaptiveRate(start: 1000)
        var bucket = TokenBucket(unitsPerSecond: 1, burst: 1, level: 0)
        bucket.fill(at: 1_000_000_000_000)
        for (index, row) in rows.enumerated() {
            if rate.isEnabled {
                bucket.fill(at: nanoseconds(row.asked))
                let wait = Double(bucket.wait(for: 1) ?? .max) * 1e-9
                #expect(isNear(wait, row.sent - row.asked), "\(origin), attempt \(index): wait")
                bucket.fill(at: nanoseconds(row.sent))
                let isTaken = bucket.take(1)
                #expect(isTaken, "\(origin), attempt \(index)")
            }
            rate.answered(throttled: row.throttled, at: row.answered)
            bucket.fill(at: nanoseconds(row.answered))
            bucket.setRate(rate.sendRate, burst: rate.burst)
            #expect(isNear(rate.sendRate, row.rate), "\(origin), attempt \(index): rate")
            #expect(isNear(rate.measuredRate, row.measured), "\(origin), attempt \(index)")
        }
    }

    static func isNear(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-6 * max(1, abs(left), abs(right))
    }

    static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64((seconds * 1e9).rounded()) }

    @Test func `rates are those that botocore computed`() {
        let rows = Self.golden.split(separator: "\n").compactMap { Row($0) }
        #expect(rows.count == 32)
        #expect(rows.contains { $0.throttled } && rows.contains { $0.sent > $0.asked })
        Self.replay(rows, "golden")
    }

    @Test(.enabled(if: TestPython.path != nil), arguments: [1, 2, 3, 4, 5])
    func `rates are those that botocore computes for long runs`(seed: Int) throws {
        let output = try TestPython.run("adaptive_rates.py", String(seed), "2000")
        let rows = output.split(separator: "\n").compactMap { Row($0) }
        #expect(rows.count == 2000)
        #expect(rows.filter(\.throttled).count > 20)
        Self.replay(rows, "seed \(seed)")
    }

    @Test func `the rate never falls below one attempt in two seconds`() {
        var rate = AdaptiveRate(start: 0)
        for step in 1...100 {
            rate.answered(throttled: true, at: Double(step) * 10)
            #expect(rate.sendRate >= 0.5)
        }
        #expect(rate.sendRate == 0.5)
        #expect(rate.burst == 1)
    }
}

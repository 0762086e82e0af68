import DDBBase

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Computes the rate at which a throttled client may send: cubic growth up to the rate at which it
/// was throttled last, then beyond, and a cut by three tenths at each throttle.
///
/// The numbers are those that AWS's SDKs share. Times are seconds of a clock that never goes back.
package struct AdaptiveRate: Sendable {
    /// The part of the rate that is left after a throttle.
    package static let beta = 0.7
    /// How fast the rate grows.
    package static let scale = 0.4
    /// How much a new measurement weighs.
    package static let smoothing = 0.8
    /// The length of a measurement, in seconds.
    package static let windowSeconds = 0.5
    /// The lowest rate, a second.
    package static let rateMin = 0.5
    /// The highest rate, as a multiple of the measured one.
    package static let measuredMultipleMax = 2.0

    /// Whether the service has throttled yet.
    package private(set) var isEnabled = false
    /// The rate at which attempts may be sent, a second; meant once enabled.
    package private(set) var sendRate = 1.0
    /// The rate at which answers came.
    package private(set) var measuredRate = 0.0

    private var windowStart: Double
    private var windowCount = 0.0
    private var lastMaximum = 0.0
    private var lastThrottle: Double
    private var zeroPoint = 0.0

    package init(start: Double) {
        windowStart = start.rounded(.down)
        lastThrottle = start
    }

    /// The most tokens that collect.
    package var burst: Double { max(1, sendRate) }

    /// Learns from an answer.
    package mutating func answered(throttled: Bool, at now: Double) {
        measure(at: now)
        let wanted: Double
        if throttled {
            lastMaximum = isEnabled ? min(measuredRate, sendRate) : measuredRate
            zeroPoint = cbrt(lastMaximum * (1 - Self.beta) / Self.scale)
            lastThrottle = now
            isEnabled = true
            wanted = lastMaximum * Self.beta
        } else {
            let distance = now - lastThrottle - zeroPoint
            wanted = Self.scale * distance * distance * distance + lastMaximum
        }
        sendRate = max(Self.rateMin, min(wanted, Self.measuredMultipleMax * measuredRate))
    }

    private mutating func measure(at now: Double) {
        let window = (now / Self.windowSeconds).rounded(.down) * Self.windowSeconds
        windowCount += 1
        guard window > windowStart else { return }
        let current = windowCount / (window - windowStart)
        measuredRate = current * Self.smoothing + measuredRate * (1 - Self.smoothing)
        windowCount = 0
        windowStart = window
    }
}

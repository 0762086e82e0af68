import DDBBase

/// The durations of the options, in microseconds and within bounds.
struct CoordinatorTimes: Sendable {
    let retention: Int64
    let clockTolerance: Int64
    let startGrace: Int64
    let forgetAfter: Int64
    /// How old an iterator may be when it is used.
    let iteratorAge: Int64
    let poll: Int64
    let idlePoll: Int64
    let discovery: Int64
    let describe: Int64

    init(_ options: ShardCoordinatorOptions) {
        /// Ten years bound sums of times.
        func bounded(_ duration: Duration, from least: Int64 = 0) -> Int64 {
            min(max(duration.wholeMicroseconds, least), 315_360_000_000_000)
        }
        retention = bounded(options.retention)
        clockTolerance = bounded(options.clockTolerance)
        startGrace = bounded(options.startGrace)
        forgetAfter = bounded(options.forgetAfter)
        iteratorAge = max(
            1, bounded(options.iteratorLifetime) - bounded(options.iteratorMargin))
        poll = bounded(options.pollInterval, from: 1)
        idlePoll = max(poll, bounded(options.idlePollInterval))
        discovery = bounded(options.discoveryInterval, from: 1)
        let rate = max(options.describesPerSecond, 0.001)
        describe = max(1, Int64(min(1_000_000 / rate, 1e12)))
    }
}

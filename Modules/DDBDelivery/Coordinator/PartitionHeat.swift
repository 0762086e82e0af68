/// Remembers how a partition does where writes to it were left undone.
struct PartitionHeat: Sendable {
    /// Failures in a row, while it is not hot.
    var strikes = 0
    /// How hot it is; 0 where it is not.
    ///
    /// The wait doubles with each level.
    var level: Int32 = 0
    /// Whether it was hot at all.
    var wasHot = false
    /// How many writes are let through at a time.
    var allowance = 1
    /// Whether what was let through last is known to have succeeded or failed.
    var isJudged = true
    /// When writes are let through next; the last time of that where none wait.
    var releaseAt: Int64 = 0
    /// Whether a timer stands for ``releaseAt``.
    var isTimed = false
    /// The writes that wait.
    var parked = SlotList()
}

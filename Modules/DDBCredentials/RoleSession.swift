import DDBBase

/// Makes names for sessions that nobody named.
enum RoleSession {
    /// Returns `ddbkit-` and the milliseconds of the time, as the logs of the account will show it.
    static func name(_ time: any TimeSource) -> String {
        "ddbkit-\(time.now.milliseconds)"
    }
}

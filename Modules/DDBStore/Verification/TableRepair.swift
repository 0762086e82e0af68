/// What a repair has found, done and left.
public struct TableRepair: Sendable {
    /// What was wrong.
    public var before: TableVerification
    /// What was done, a sentence each; empty where nothing could be or had to be.
    public var done: [String] = []
    /// What is left: faults that only a copy of the table can mend.
    public var after: TableVerification
}

/// What the writer of a table lends its maintenance.
package struct MaintenanceHooks: Sendable {
    /// The names in the table's folder of files that are being written or wait for their commit.
    ///
    /// No vacuum takes them. A name leaves after its commit was told to the maintenance.
    package var namesInUse: @Sendable () -> Set<String> = { [] }
    /// The versions of the table that somebody reads; nil where it may be any.
    package var pinnedVersions: @Sendable () async throws -> [Int64]? = { [] }
    /// Lets the writer forget what was taken out of the table.
    package var forgetTombstones: @Sendable () async throws -> Void = {}
    /// Does a step of compaction and tells whether there was one; nil where nobody compacts.
    ///
    /// Its argument is asked between steps, never within a commit, whether to leave the rest.
    package var compact:
        (@Sendable (_ shouldStop: @escaping @Sendable () -> Bool) async throws -> Bool)?
    /// Whether the writer holds the table's lock, so that no other one of ddbkit is at work.
    ///
    /// Maintenance does not hold it: a step that outlives a writer that was dropped deletes what
    /// nobody needed when it began, and nothing young.
    package var isOnlyWriter = false

    /// Creates hooks of a writer that compacts nothing.
    package init() {}
}

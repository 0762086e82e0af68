/// A model that goes along with a stream of commits.
public struct FollowedModel: Sendable {
    private let stream: StreamedTable
    /// What the table is after the last commit that was asked for.
    public private(set) var model: TableModel
    /// That commit.
    public private(set) var commit = 0

    /// Begins before the first commit, with what the table is then: nothing unless told.
    public init(_ stream: StreamedTable, from model: TableModel? = nil) {
        self.stream = stream
        self.model = model ?? TableModel(keyNames: stream.generator.shape.keyNames)
    }

    /// Goes on to a commit, which is not before that of the last time.
    public mutating func advance(to commit: Int) throws {
        precondition(commit >= self.commit, "a model does not go back")
        while self.commit < commit {
            self.commit += 1
            model.commit(try stream.changes(self.commit))
        }
    }
}

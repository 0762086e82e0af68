/// One line of a commit.
public enum LogAction: Sendable, Hashable {
    /// Puts a file in.
    case add(AddFile)
    /// Takes a file out.
    case remove(RemoveFile)
    /// Describes the table.
    case metaData(TableMetadata)
    /// Says what software must know.
    case protocolVersion(ProtocolVersion)
    /// Says who committed.
    case commitInfo(CommitInfo)
    /// Records how far an application has come.
    case transaction(SetTransaction)
    /// Keeps the configuration of a domain.
    case domainMetadata(DomainMetadata)
    /// Points to a file of changed rows.
    case changeData(ChangeDataFile)
}

/// Says why a commit must not simply be tried again after another.
public enum CommitConflict: Sendable, Hashable {
    /// The other changed the protocol.
    case protocolChanged
    /// The other changed the metadata.
    case metadataChanged
    /// Both take out or mask the same file.
    case fileRemoved(path: String)
    /// Both record the progress of the same application.
    case sameApplication(appId: String)
    /// Both set the same domain.
    case sameDomain(domain: String)

    /// Finds why a commit made without knowledge of another cannot follow it, or nil where it can.
    ///
    /// A commit that read files has to look besides at what the other added.
    public static func between(
        _ actions: [LogAction], and winner: LoggedCommit
    ) -> CommitConflict? {
        var removed: Set<FileIdentity> = []
        var names: Set<[UInt8]> = []
        for action in actions {
            switch action {
            case .remove(let file): removed.insert(file.identity)
            case .transaction(let transaction): names.insert(Array("t\(transaction.appId)".utf8))
            case .domainMetadata(let metadata): names.insert(Array("d\(metadata.domain)".utf8))
            case .add, .metaData, .protocolVersion, .commitInfo, .changeData: break
            }
        }
        for action in winner.actions {
            switch action {
            case .protocolVersion: return .protocolChanged
            case .metaData: return .metadataChanged
            case .remove(let file) where removed.contains(file.identity):
                return .fileRemoved(path: file.path)
            case .transaction(let transaction)
            where names.contains(Array("t\(transaction.appId)".utf8)):
                return .sameApplication(appId: transaction.appId)
            case .domainMetadata(let metadata)
            where names.contains(Array("d\(metadata.domain)".utf8)):
                return .sameDomain(domain: metadata.domain)
            case .add, .remove, .transaction, .domainMetadata, .commitInfo, .changeData: break
            }
        }
        return nil
    }
}

/// What the actions of a log add up to: the pure half of reading a table.
///
/// The latest protocol, metadata, transaction of an application and configuration of a domain
/// count; a file is in the table where no later commit removed it under the same path and deletion
/// vector.
struct ReplayState: Sendable {
    struct Entry: Sendable {
        var file: AddFile
        var sequence: Int
    }

    var protocolVersion: ProtocolVersion?
    var metadata: TableMetadata?
    var timestamp: Int64?
    var files: [FileIdentity: Entry] = [:]
    var tombstones: [FileIdentity: RemoveFile] = [:]
    var transactions: [[UInt8]: SetTransaction] = [:]
    var domains: [[UInt8]: DomainMetadata] = [:]
    private var nextSequence = 0

    var orderedFiles: [AddFile] {
        files.values.sorted { $0.sequence < $1.sequence }.map(\.file)
    }

    /// Adds a commit.
    ///
    /// Order inside a commit means nothing, so removals go first: a file that is
    /// removed and added in one commit is in the table.
    mutating func apply(_ actions: [LogAction], version: Int64) {
        timestamp = nil
        for case .remove(let file) in actions {
            files[file.identity] = nil
            tombstones[file.identity] = file
        }
        for action in actions {
            switch action {
            case .add(let file):
                files[file.identity] = Entry(file: file, sequence: nextSequence)
                tombstones[file.identity] = nil
                nextSequence += 1
            case .protocolVersion(let version): protocolVersion = version
            case .metaData(let newer): metadata = newer
            case .transaction(let transaction):
                transactions[Array(transaction.appId.utf8)] = transaction
            case .domainMetadata(let newer):
                domains[Array(newer.domain.utf8)] = newer.isRemoved ? nil : newer
            case .commitInfo(let info): timestamp = info.timestamp
            case .remove, .changeData: break
            }
        }
    }
}

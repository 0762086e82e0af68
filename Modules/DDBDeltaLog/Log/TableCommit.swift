public import DDBBase

/// What one commit is to do.
///
/// A commit has an id, written into its `commitInfo`. When the reply to a write is lost, the log is
/// read back and the id tells whether the commit is there; so the same value may be committed
/// again.
public struct TableCommit: Sendable, Hashable {
    /// The id, a UUID.
    public let id: String
    /// Who commits what.
    public let info: CommitInfo
    /// All other actions.
    public let actions: [LogAction]

    /// Creates a commit and checks what the protocol demands of its actions.
    ///
    /// - Parameters:
    ///   - actions: All but `commitInfo`.
    ///   - info: Its `txnId` is replaced.
    ///   - random: Makes the id.
    /// - Throws: ``DeltaError/Code/invalidCommit`` where two actions add or remove the same path,
    ///   set the same application or domain, or there are two protocols, two metadata or a
    ///   `commitInfo`; and where a file is removed and added with the same deletion vector, which
    ///   some readers take for removed and others for there.
    public init(
        _ actions: [LogAction], info: CommitInfo, random: any RandomSource = SystemRandomSource()
    ) throws(DeltaError) {
        id = random.uuid()
        var info = info
        info.transactionId = id
        self.info = info
        self.actions = actions
        try Self.check(actions)
    }

    /// The bytes of the commit: `commitInfo` first, as in-commit timestamps need it.
    func bytes() -> [UInt8] {
        CommitFile.write([.commitInfo(info)] + actions)
    }

    private static func check(_ actions: [LogAction]) throws(DeltaError) {
        var seen: Set<[UInt8]> = []
        var added: Set<FileIdentity> = []
        var removed: Set<FileIdentity> = []
        var identities: Set<FileIdentity> = []
        for case .remove(let file) in actions { identities.insert(file.identity) }
        for action in actions {
            let key: String
            switch action {
            case .add(let file):
                try check(
                    added.insert(FileIdentity(path: file.path, deletionVector: nil)).inserted,
                    "add " + file.path)
                guard !identities.contains(file.identity) else { throw addedAnew(file) }
                continue
            case .remove(let file):
                try check(
                    removed.insert(FileIdentity(path: file.path, deletionVector: nil)).inserted,
                    "remove " + file.path)
                continue
            case .metaData(let metadata):
                key = "metaData"
                try metadata.schema().check()
            case .protocolVersion(let version):
                key = "protocol"
                try version.checkConsistency()
            case .transaction(let transaction): key = "txn " + transaction.appId
            case .domainMetadata(let metadata): key = "domainMetadata " + metadata.domain
            case .commitInfo, .changeData:
                throw DeltaError(
                    .invalidCommit, "A commit adds its own commitInfo and has no change data files."
                )
            }
            try check(seen.insert(Array(key.utf8)).inserted, key)
        }
    }

    private static func check(_ isFirst: Bool, _ key: @autoclosure () -> String) throws(DeltaError)
    {
        guard isFirst else {
            throw DeltaError(.invalidCommit, "A commit has two actions for '\(key())'.")
        }
    }

    private static func addedAnew(_ file: AddFile) -> DeltaError {
        DeltaError(
            .invalidCommit,
            "A commit removes a file and adds it with the same deletion vector; leave both out, or "
                + "give it another path.", location: LogPath.encode(file.path))
    }
}

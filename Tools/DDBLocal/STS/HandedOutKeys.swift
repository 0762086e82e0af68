import DDBBase
import DDBSigV4
import Synchronization

/// The keys that were handed out and the sessions that use them; writes them into a journal, and
/// brings them back.
///
/// ```
/// record = key id, secret, session token, end, account, ARN, identifier
/// ```
/// Its fields are written as those of a ``StreamNote``.
final class HandedOutKeys: KeptRoom {
    let tag: UInt8 = 5
    let sessions = RoleSessions()
    private let keys: KeyRing
    /// Held while a key is added; nil where nobody keeps it.
    private let journal = Mutex<Journal?>(nil)

    init(_ keys: KeyRing) {
        self.keys = keys
    }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal) {
        self.journal.withLock { $0 = journal }
    }

    /// Remembers a key that is handed out.
    func add(_ key: AccessKey, _ session: RoleSessions.Session) {
        journal.withLock { journal in
            keys.add(key)
            sessions.add(session, of: key.id)
            journal?.append(tag: tag, Self.record(key, session))
        }
    }

    func restore(_ record: [UInt8]) throws(JournalError) {
        var input = NoteInput(record)
        guard let id = input.text(), let secret = input.text(), let token = input.text(),
            let expires = input.instant(), let account = input.text(), let arn = input.text(),
            let identifier = input.text(), input.isAtEnd
        else { throw .strange("temporary keys") }
        add(
            AccessKey(
                id: id, secret: Secret(secret), sessionToken: Secret(token), expires: expires),
            RoleSessions.Session(account: account, arn: arn, identifier: identifier))
    }

    func still(_ body: () -> Void) {
        journal.withLock { _ in body() }
    }

    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void) {
        journal.withLock { _ in
            body(
                sessions.all.compactMap { id, session in
                    keys.key(id).map { Self.record($0, session) }
                })
        }
    }

    private static func record(_ key: AccessKey, _ session: RoleSessions.Session) -> [UInt8] {
        var output = NoteOutput()
        output.text(key.id)
        output.text(key.secret.reveal())
        output.text(key.sessionToken?.reveal() ?? "")
        output.instant(key.expires ?? Instant(microseconds: .max))
        output.text(session.account)
        output.text(session.arn)
        output.text(session.identifier)
        return output.bytes
    }
}

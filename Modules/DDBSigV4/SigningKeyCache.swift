import DDBBase
import Synchronization

/// Keeps the signing keys of the last few days, regions, services and secrets, so that a request
/// costs one HMAC and not five.
///
/// Share one among the signers of a process; it may be used from any thread. The least recently
/// used key goes first.
public final class SigningKeyCache: Sendable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    private struct Entry: Sendable {
        let day: String
        let region: String
        let service: String
        let secret: Secret
        let scoped: ScopedKey
    }

    /// How many keys are kept at most.
    public let capacity: Int
    /// Most recently used first.
    private let entries = Mutex<[Entry]>([])

    /// Creates a cache.
    ///
    /// - Parameter capacity: How many keys are kept, at least 1; more than a few dozen are slow to
    ///   look through.
    public init(capacity: Int = 16) {
        self.capacity = max(1, capacity)
    }

    /// How many keys are kept now.
    public var count: Int { entries.withLock { $0.count } }

    /// Forgets every key.
    public func removeAll() {
        entries.withLock { $0.removeAll() }
    }

    /// Returns the key and its scope, deriving it where it is not here.
    func key(
        secret: Secret, day: String, settings: SigningSettings
    ) throws(SigningError) -> ScopedKey {
        let found = entries.withLock { entries -> ScopedKey? in
            let index = entries.firstIndex {
                $0.day == day && $0.region == settings.region && $0.service == settings.service
                    && $0.secret == secret
            }
            guard let index else { return nil }
            let entry = entries[index]
            if index > 0 {
                entries.remove(at: index)
                entries.insert(entry, at: 0)
            }
            return entry.scoped
        }
        if let found { return found }
        try check(settings)
        // Two who miss at once both derive the same key; that costs less than waiting.
        let key = try SigningKey(
            secretAccessKey: secret.reveal(), day: day, region: settings.region,
            service: settings.service)
        let scope = [day, settings.region, settings.service, "aws4_request"]
        let scoped = ScopedKey(key: key, scope: scope.joined(separator: "/"))
        let entry = Entry(
            day: day, region: settings.region, service: settings.service, secret: secret,
            scoped: scoped)
        entries.withLock { entries in
            entries.insert(entry, at: 0)
            if entries.count > capacity { entries.removeLast() }
        }
        return scoped
    }

    /// The number of keys.
    public var description: String { "\(count) signing keys" }

    /// The number of keys.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private func check(_ settings: SigningSettings) throws(SigningError) {
        guard isScopeText(settings.region) else {
            throw SigningError(
                .invalidScope, "The region is empty or is none; set one such as us-east-1.")
        }
        guard isScopeText(settings.service) else {
            throw SigningError(
                .invalidScope, "The signing name of the service is empty or is none.")
        }
    }
}

/// A key, and the scope it is for: `<day>/<region>/<service>/aws4_request`.
struct ScopedKey: Sendable {
    let key: SigningKey
    let scope: String
}

/// Whether text can be part of a credential scope: visible ASCII without the scope's own signs.
func isScopeText(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: ",")
        }
}

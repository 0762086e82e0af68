import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBStorage

/// Keeps the files of the version that a reader has open from being deleted, until it is dropped or
/// the process ends.
///
/// It is a file of its own, `<table>/_ddbkit/pins/<uuid>`, which the process holds by the system's
/// lock. ``StoredTable`` has one where it was opened from a local store; whoever hands the table's
/// files to others keeps the pin as long as they read them.
public final class ReaderPin: Sendable {
    private let file: HeldFile

    private init(_ file: HeldFile) {
        self.file = file
    }

    /// Takes a pin that holds every version, before it is known which is to be read.
    ///
    /// - Returns: nil where the store has no locks or the table's folder cannot be written: then it
    ///   is read without a pin.
    static func take(
        in folder: String, of store: any BlobStore, random: any RandomSource
    ) async -> ReaderPin? {
        guard let store = store as? any HoldingBlobStore else { return nil }
        do {
            let path = "\(ReaderPins.folder(of: folder))/\(random.uuid())"
            return ReaderPin(try await store.hold(path, []))
        } catch {
            // No permission, no room, no locks, or no `_ddbkit` since others made the table: none
            // of these may keep anybody from reading.
            return nil
        }
    }

    /// Lets go of all versions but one.
    func narrow(to snapshot: TableSnapshot) async {
        do {
            try await file.rewrite(
                PinnedVersion(version: snapshot.version, time: snapshot.timestamp).text)
        } catch {
            // A pin that cannot be written holds everything for as long as its reader lives: that
            // costs room and harms nobody.
        }
    }
}

/// A version that a reader has open.
struct PinnedVersion: Sendable, Equatable {
    var version: Int64
    /// When it was committed, in milliseconds since the epoch, where its commit tells.
    var time: Int64?

    init(version: Int64, time: Int64?) {
        self.version = version
        self.time = time
    }

    /// Reads the contents of a pin; nil where it holds every version, or is being written.
    init?(_ text: [UInt8]) {
        // A text without its line feed is not whole.
        guard text.last == UInt8(ascii: "\n") else { return nil }
        let parsed = unsafe try? JSONValue.parse(text.span.bytes, limits: .standard)
        guard let parsed, let version = parsed["version"]?.integer, version >= 0 else { return nil }
        self.version = version
        time = parsed["time"]?.integer
    }

    var text: [UInt8] {
        var object = JSONObject()
        object["version"] = .integer(version)
        if let time { object["time"] = .integer(time) }
        return JSONValue.object(object).bytes + [UInt8(ascii: "\n")]
    }
}

import DDBDeltaLog
import Synchronization

/// Keeps the masks of a table's parts that were read last, up to a limit of bytes.
///
/// A file never changes its deletion vector without changing its identity, so nothing here can be
/// out of date.
final class MaskCache: Sendable {
    private struct Contents {
        var masks: [FileIdentity: RowSet] = [:]
        /// The identities in the order in which they came, with the sizes of their vectors.
        var order: [(identity: FileIdentity, byteCount: Int)] = []
        var byteCount = 0
    }

    /// The most bytes that the kept vectors have together, as they lie on disk.
    static let byteCountMax = 32 << 20

    private let contents = Mutex(Contents())

    /// The mask of a file, where it is kept.
    func mask(of file: AddFile) -> RowSet? {
        let identity = file.identity
        return contents.withLock { $0.masks[identity] }
    }

    /// Keeps the mask of a file; those that came first give way.
    func keep(_ mask: RowSet, of file: AddFile) {
        let identity = file.identity
        let byteCount = Int(clamping: file.deletionVector?.sizeInBytes ?? 0)
        guard byteCount <= Self.byteCountMax else { return }
        contents.withLock { contents in
            guard contents.masks.updateValue(mask, forKey: identity) == nil else { return }
            contents.order.append((identity, byteCount))
            contents.byteCount += byteCount
            while contents.byteCount > Self.byteCountMax {
                let first = contents.order.removeFirst()
                contents.masks[first.identity] = nil
                contents.byteCount -= first.byteCount
            }
        }
    }
}

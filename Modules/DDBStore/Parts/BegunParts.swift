import Synchronization

/// The names of the parts that a load has begun, so that whoever gives it up misses none of them:
/// neither what a lane was writing when it failed nor what was written anew for the commit.
final class BegunParts: Sendable {
    private let names = Mutex<Set<String>>([])

    func insert(_ name: String) {
        names.withLock { _ = $0.insert(name) }
    }

    /// All names.
    var all: Set<String> { names.withLock { $0 } }

    /// Forgets names: of parts that a commit names, or that were deleted.
    func remove(_ gone: some Sequence<String>) {
        names.withLock { $0.subtract(gone) }
    }

    /// Takes out and returns all names but some.
    func takeAll(except kept: Set<String> = []) -> [String] {
        names.withLock { names in
            let taken = names.subtracting(kept)
            names = []
            return taken.sorted()
        }
    }
}

import DDBStore
import DDBTestKit
import Synchronization

/// An index's files in memory, with the difference between what was written and what is durable.
///
/// It counts calls that change something, and can die at one of them: that one does half of what it
/// should and fails, and all later ones fail.
final class MemoryIndexFolder: IndexFolder {
    struct Died: Error {}

    /// What is there after the machine died.
    enum Fate: CaseIterable {
        /// The process was killed: all that was written is there.
        case killed
        /// Power was lost, and with it everything that was not synced.
        case dropped
        /// Power was lost; of what was not synced some is there, with holes, and names are old or
        /// new as a whole.
        case torn
    }

    final class Contents {
        var written: [UInt8] = []
        var durable: [UInt8] = []
    }

    struct State {
        var files: [String: Contents] = [:]
        var durableNames: [String: Contents] = [:]
        var callsLeft: Int?
        var hasDied = false
        var callCount = 0
    }

    private let state = Mutex(State())

    /// - Parameter callsMax: How many changing calls succeed; nil for all.
    init(callsMax: Int? = nil) {
        state.withLock { $0.callsLeft = callsMax }
    }

    var callCount: Int { state.withLock { $0.callCount } }
    var hasDied: Bool { state.withLock { $0.hasDied } }

    /// Whether the call may be made; false where it is the one at which the machine dies.
    private static func proceed(_ state: inout State) throws -> Bool {
        if state.hasDied { throw Died() }
        state.callCount += 1
        if let left = state.callsLeft {
            if left == 0 {
                state.hasDied = true
                return false
            }
            state.callsLeft = left - 1
        }
        return true
    }

    func create(_ name: String) throws -> any IndexFile {
        try state.withLock { state in
            guard try Self.proceed(&state) else { throw Died() }
            let contents = Contents()
            state.files[name] = contents
        }
        return MemoryIndexFile(folder: self, name: name)
    }

    func map(_ name: String) throws -> IndexMapping? {
        try state.withLock { state in
            if state.hasDied { throw Died() }
            return state.files[name].map { IndexMapping($0.written) }
        }
    }

    func rename(_ name: String, to newName: String) throws {
        try state.withLock { state in
            guard try Self.proceed(&state) else { throw Died() }
            state.files[newName] = state.files.removeValue(forKey: name)
        }
    }

    func remove(_ name: String) throws {
        try state.withLock { state in
            guard try Self.proceed(&state) else { throw Died() }
            state.files[name] = nil
        }
    }

    func names() throws -> [String] {
        try state.withLock { state in
            if state.hasDied { throw Died() }
            return state.files.keys.sorted()
        }
    }

    func sync() throws {
        try state.withLock { state in
            guard try Self.proceed(&state) else { throw Died() }
            state.durableNames = state.files
        }
    }

    fileprivate func append(_ bytes: [UInt8], to name: String) throws {
        try state.withLock { state in
            let proceeds = try Self.proceed(&state)
            let added = proceeds ? bytes : Array(bytes.prefix(bytes.count / 2))
            state.files[name]?.written += added
            if !proceeds { throw Died() }
        }
    }

    fileprivate func sync(_ name: String) throws {
        try state.withLock { state in
            guard try Self.proceed(&state) else { throw Died() }
            if let contents = state.files[name] { contents.durable = contents.written }
        }
    }

    /// The folder as the next process finds it.
    func afterDeath(_ fate: Fate, random: SeededRandom) -> MemoryIndexFolder {
        let found = MemoryIndexFolder()
        let kept: [(String, [UInt8])] = state.withLock { state in
            switch fate {
            case .killed: return state.files.map { ($0.key, $0.value.written) }
            case .dropped: return state.durableNames.map { ($0.key, $0.value.durable) }
            case .torn:
                let names = random.number(below: 2) == 0 ? state.files : state.durableNames
                return names.sorted { $0.key < $1.key }.map { name, contents in
                    (name, Self.torn(contents, random))
                }
            }
        }
        for (name, bytes) in kept { found.put(name, bytes) }
        return found
    }

    private static func torn(_ contents: Contents, _ random: SeededRandom) -> [UInt8] {
        var bytes = contents.written
        let start = contents.durable.count
        guard bytes.count > start else { return bytes }
        bytes.removeLast(random.number(below: bytes.count - start + 1))
        var sector = start / 512 * 512
        while sector < bytes.count {
            if random.number(below: 4) == 0 {
                for index in max(sector, start)..<min(sector + 512, bytes.count) {
                    bytes[index] = 0
                }
            }
            sector += 512
        }
        return bytes
    }

    /// The bytes of all files.
    var snapshot: [String: [UInt8]] {
        state.withLock { $0.files.mapValues(\.written) }
    }

    /// Lays down a file that is durable.
    func put(_ name: String, _ bytes: [UInt8]) {
        state.withLock { state in
            let contents = Contents()
            contents.written = bytes
            contents.durable = bytes
            state.files[name] = contents
            state.durableNames[name] = contents
        }
    }
}

private struct MemoryIndexFile: IndexFile {
    let folder: MemoryIndexFolder
    let name: String

    func append(_ bytes: RawSpan) throws {
        try folder.append(bytes.withUnsafeBytes { Array($0) }, to: name)
    }

    func sync() throws { try folder.sync(name) }
}

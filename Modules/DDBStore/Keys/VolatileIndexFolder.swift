import Synchronization

/// A key index in memory, for tables whose store is no folder of this machine.
///
/// It is made anew from the parts whenever a writer opens the table.
final class VolatileIndexFolder: IndexFolder {
    private let files = Mutex<[String: VolatileIndexFile]>([:])

    func create(_ name: String) throws -> any IndexFile {
        let file = VolatileIndexFile()
        files.withLock { $0[name] = file }
        return file
    }

    func map(_ name: String) throws -> IndexMapping? {
        files.withLock { $0[name] }.map { IndexMapping($0.bytes) }
    }

    func rename(_ name: String, to newName: String) throws {
        files.withLock { files in
            files[newName] = files[name]
            files[name] = nil
        }
    }

    func remove(_ name: String) throws { files.withLock { $0[name] = nil } }

    func names() throws -> [String] { files.withLock { $0.keys.sorted() } }

    func sync() throws {}
}

private final class VolatileIndexFile: IndexFile {
    private let contents = Mutex<[UInt8]>([])

    var bytes: [UInt8] { contents.withLock { $0 } }

    func append(_ bytes: RawSpan) throws {
        contents.withLock { contents in
            unsafe bytes.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
        }
    }

    func sync() throws {}
}

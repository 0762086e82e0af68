import ArgumentParser
import DDBBase
import DDBStorage
import DDBStore
import Foundation

/// Names the store that a command works on.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp("The store: a folder of tables.", valueName: "dir"))
    var path: String

    /// The absolute path.
    var absolutePath: String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// The tables in it.
    func open(pool: ThreadPool) -> TableStore {
        TableStore(LocalBlobStore(root: path, pool: pool))
    }

    /// The tables in a store that must be there.
    ///
    /// - Throws: ``CommandFailure`` where there is no such folder.
    func openExisting(pool: ThreadPool) throws -> TableStore {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw CommandFailure(.notFound, "There is no store '\(path)'.")
        }
        return open(pool: pool)
    }
}

import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

/// A process that commits to a table on disk until a timer kills it.
@Suite struct KillTests {
    @Test(arguments: [1_000, 4_000, 9_000, 17_000, 33_000, 70_000, 150_000])
    func `a killed writer loses no version that it was told of`(microseconds: Int) async throws {
        let scratch = try ScratchFolder("kill")
        let root = scratch.path
        await #expect(processExitsWith: .signal(SIGALRM)) {
            [root = root as String, microseconds = microseconds as Int] in
            let store = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 2))
            let table = DeltaTable(store: store, path: "t")
            let info = CommitInfo(timestamp: 1, operation: "WRITE", engine: "ddbkit/0")
            var timer = itimerval()
            timer.it_value.tv_usec = suseconds_t(microseconds)
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
            let creation: [LogAction] = [
                .protocolVersion(ProtocolVersion(requiring: [])),
                .metaData(
                    TableMetadata(id: "t", schema: DeltaSchema([DeltaField("pk", .string)]))),
            ]
            _ = try await table.commit(TableCommit(creation, info: info), onto: nil)
            var snapshot = try await table.snapshot()
            while true {
                let number = snapshot.version + 1
                let part = try await store.makeWriter("t/\(number)")
                try await part.append([UInt8](repeating: 1, count: 10_000))
                try await part.finish()
                let file = AddFile(path: "\(number)", byteCount: 10_000, modificationTime: 1)
                let commit = try TableCommit([.add(file)], info: info)
                guard case .committed(let version) = try await table.commit(commit, onto: snapshot)
                else { return }
                try snapshot.apply(commit, version: version)
                try Data("\(version)".utf8).write(to: URL(fileURLWithPath: root + "/told"))
            }
        }
        try await checkWhatIsLeft(scratch)
    }

    private func checkWhatIsLeft(_ scratch: ScratchFolder) async throws {
        let store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let table = DeltaTable(store: store, path: "t")
        _ = try await store.reclaimOrphans()
        #expect(try scratch.names().allSatisfy { !$0.contains("tmp-") })
        guard try await table.exists() else { return }
        let snapshot = try await table.snapshot()
        let text = (try? String(contentsOfFile: scratch.path + "/told", encoding: .utf8)) ?? "0"
        #expect(snapshot.version >= Int64(text) ?? 0)
        for file in snapshot.files {
            #expect(try await store.attributes("t/" + file.path)?.byteCount == 10_000)
        }
        #expect(snapshot.fileCount == Int(snapshot.version))
    }
}

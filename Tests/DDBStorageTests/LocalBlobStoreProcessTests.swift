import DDBBase
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

/// What only a process of its own can show: limits, other users, sudden death.
@Suite struct LocalBlobStoreProcessTests {
    @Test func `a full disk is told and leaves nothing`() async {
        await #expect(processExitsWith: .success) {
            // The limit on a file's size stands for the disk: it fails the same write, half-way.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let scratch = try ScratchFolder("full")
            let store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
            _ = try await store.put("t/small", [1, 2, 3], condition: .always)
            let large = [UInt8](repeating: 1, count: 50_000)
            await expect(.full) { try await store.put("t/large", large, condition: .ifAbsent) }
            await expect(.full) { try await store.put("t/small", large, condition: .always) }
            let writer = try await store.makeWriter("t/stream")
            try await writer.append(Array(large.prefix(9_999)))
            await expect(.full) { try await writer.append(large) }
            await writer.abandon()
            #expect(try await store.read("t/small") == [1, 2, 3])
            #expect(try scratch.names() == ["t", "t/small"])
        }
    }

    @Test func `a disk without space is told and leaves nothing`() async throws {
        guard getuid() == 0 else {
            say("skipped: a full tmpfs needs root to mount it")
            return
        }
        let scratch = try ScratchFolder("tmpfs")
        guard try run("mount", "-t", "tmpfs", "-o", "size=64k", "none", scratch.path) == 0 else {
            say("skipped: this machine lets nobody mount a tmpfs")
            return
        }
        defer { _ = try? run("umount", scratch.path) }
        let store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let large = [UInt8](repeating: 1, count: 200_000)
        await expect(.full) { try await store.put("t/large", large, condition: .ifAbsent) }
        #expect(try await store.put("t/small", [1], condition: .ifAbsent) == .written)
        #expect(try scratch.names() == ["t", "t/small"])
        #expect(try run("mount", "-o", "remount,ro", scratch.path) == 0)
        await expect(.readOnly) { try await store.put("t/late", [1], condition: .ifAbsent) }
        #expect(try await store.read("t/small") == [1])
    }

    @Test func `a folder that may not be written is told`() async throws {
        let scratch = try ScratchFolder("denied")
        try scratch.write("t/part", [1])
        let path = scratch.path
        // Whatever the umask, all but the folder of the table is anybody's.
        chmod(path, 0o777)
        chmod(path + "/t/part", 0o644)
        chmod(path + "/t", 0o555)
        defer { chmod(path + "/t", 0o755) }
        await #expect(processExitsWith: .success) { [path = path as String] in
            guard OtherUser.become(reading: path + "/t") else { return }
            let store = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
            await expect(.denied) { try await store.put("t/new", [1], condition: .ifAbsent) }
            await expect(.denied) { try await store.put("t/part", [2], condition: .always) }
            await expect(.denied) { try await store.delete("t/part") }
            let bytes = try await store.read("t/part")
            #expect(bytes == [1])
        }
    }

    @Test func `a killed writer leaves the old blob and an orphan that is reclaimed`() async throws
    {
        let scratch = try ScratchFolder("kill")
        let path = scratch.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
            _ = try await store.put("t/part", [1], condition: .always)
            let lock = try await store.lock("t/lock")
            let writer = try await store.makeWriter("t/part")
            try await writer.append([2, 2])
            kill(getpid(), SIGKILL)
            withExtendedLifetime((lock, writer)) {}
        }
        let store = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
        #expect(try await store.read("t/part") == [1])
        #expect(try await store.listAll(prefix: "").map(\.path) == ["t/lock", "t/part"])
        #expect(try scratch.names().count == 4)
        _ = try await store.lock("t/lock")
        #expect(try await store.reclaimOrphans() == 1)
        #expect(try scratch.names() == ["t", "t/lock", "t/part"])
    }
}

private func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

private func run(_ command: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}

import DDBBase
import DDBCredentials
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct ProcessCredentialsTests {
    static let reply = #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush"}"#

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("", []), ("  ", []), ("a 'b c' d", ["a", "b c", "d"]),
        (#"a "b c" d"#, ["a", "b c", "d"]), (#"a\ b"#, ["a b"]), ("''", [""]),
        (#"a"" b"#, ["a", "b"]),
        (#"'a\b'"#, [#"a\b"#]), (#""a\b\"c\\d\$e""#, [#"a\b"c\d$e"#]),
        ("a|b >c;d", ["a|b", ">c;d"]),
        ("$HOME `x` *", ["$HOME", "`x`", "*"]), ("a'b'\"c\"d", ["abcd"]),
        ("a\tb\nc", ["a", "b", "c"]),
        (#"C:\\x.exe"#, [#"C:\x.exe"#]), ("é 'ü x'", ["é", "ü x"]),
    ])
    func `commands are split as a shell would`(command: String, words: [String]) {
        #expect(ShellWords.split(command) == words)
    }

    @Test(arguments: ["'a", #""a"#, #"a\"#, #"a "b\"#, #""a\""#])
    func `commands with an open end are none`(command: String) {
        #expect(ShellWords.split(command) == nil)
    }

    private func provider(
        _ command: String, timeout: Duration = .seconds(600),
        time: any TimeSource = SystemTimeSource()
    ) -> ProcessCredentials {
        ProcessCredentials(
            command: command, timeout: timeout,
            components: .test(ScriptedTransport([]), time: time))
    }

    private func printing(_ text: String) throws -> Staged {
        let folder = try ScratchFolder()
        try folder.write("out put", Array(text.utf8))
        return Staged(provider: provider("cat '\(folder.path)/out put'"), folder: folder)
    }

    @Test func `a program's keys are taken, and its account before the profile's`() async throws {
        let program = try printing(
            #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","#
                + #""Expiration":"2026-01-01T00:00:00+01:00","AccountId":"1"}"#)
        let credentials = try await program.credentials()
        #expect(credentials.signing.accessKeyID == "A")
        #expect(credentials.signing.secretAccessKey.reveal() == "S")
        #expect(credentials.signing.sessionToken?.reveal() == "T")
        #expect(credentials.expiration?.iso8601 == "2025-12-31T23:00:00Z")
        #expect(credentials.accountID == "1")
    }

    @Test func `no shell stands between`() async throws {
        let folder = try ScratchFolder()
        let failure = await provider("echo x > \(folder.path)/made ; true").failure()
        #expect(failure?.code == .malformedReply)
        #expect(try folder.names() == [])
    }

    @Test func `a program is found on the path, sees the environment, and reads nothing`() async {
        let program = provider(
            #"sh -c 'test -n "$PATH" && ! read line && echo "$0"' '"# + Self.reply + "'")
        #expect(await program.failure() == nil)
    }

    @Test func `what a program writes to standard error is dropped`() async {
        let failure = await provider("sh -c 'echo hush >&2; echo hush; exit 3'").failure()
        #expect(failure?.code == .processFailed)
        #expect(failure?.message.contains("exited with status 3") == true)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test func `a program that ends by a signal has failed`() async {
        let failure = await provider("sh -c 'kill -9 $$'").failure()
        #expect(failure?.code == .processFailed)
        #expect(failure?.message.contains("signal 9") == true)
    }

    @Test func `a program that is not there cannot be started`() async {
        let failure = await provider("/nowhere/program --secret hush").failure()
        #expect(failure?.code == .processFailed)
        #expect(failure?.message.contains("No such file") == true)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test func `a program that takes too long is ended`() async {
        let failure = await provider("sleep 600", timeout: .milliseconds(300)).failure()
        #expect(failure?.code == .processFailed)
        #expect(failure?.message.contains("took longer") == true)
        let closing = await provider(
            "sh -c 'exec >&-; exec sleep 600'", timeout: .milliseconds(300)
        ).failure()
        #expect(closing?.message.contains("took longer") == true)
    }

    @Test func `a program that ended while this process stood still is not too late`() async {
        await #expect(processExitsWith: .success) {
            let program = ProcessCredentialsTests().provider(
                "echo '" + Self.reply + "'", time: StandingTime())
            let credentials = try await program.credentials()
            #expect(credentials.signing.accessKeyID == "A")
        }
    }

    @Test func `a program that prints without end is ended`() async {
        let failure = await provider("yes hush").failure()
        #expect(failure?.code == .limitExceeded)
    }

    @Test func `a child that outlives the program keeps nobody waiting`() async throws {
        let folder = try ScratchFolder()
        // It sleeps for longer than a program may take.
        let program = provider(
            "sh -c 'sleep 1200 & echo $! >\(folder.path)/child; echo \"$0\"' '" + Self.reply + "'")
        #expect(try await program.credentials().signing.accessKeyID == "A")
        let child = try String(contentsOfFile: folder.path + "/child", encoding: .utf8)
        let identifier = try #require(pid_t(child.trimmingCharacters(in: .newlines)))
        #expect(kill(identifier, SIGKILL) == 0)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
    func `a program gets no descriptor but the three of its own`() async throws {
        let folder = try ScratchFolder()
        // One that programs get unless somebody closes it.
        let lock = open("/dev/null", O_RDONLY)
        defer { close(lock) }
        try #require(fcntl(lock, F_GETFD) == 0)
        // Others than the shell write: it keeps its own output elsewhere while it does.
        let script = "(exec >\(folder.path)/list; ls /proc/$$/fd); echo \"$0\""
        let program = provider("sh -c '\(script)' '\(Self.reply)'")
        #expect(try await program.credentials().signing.accessKeyID == "A")
        let list = try String(contentsOfFile: folder.path + "/list", encoding: .utf8)
        #expect(list == "0\n1\n2\n")
    }

    @Test func `a cancelled fetch ends its program`() async {
        let program = provider("sleep 1200")
        let task = Task { try await program.credentials() }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test(arguments: [
        "", "{}", "[]", "hush", #"{"Version":2,"AccessKeyId":"A","SecretAccessKey":"hush"}"#,
        #"{"Version":"1","AccessKeyId":"A","SecretAccessKey":"hush"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"hush"}"#,
        #"{"Version":1,"AccessKeyId":"A"}"#, #"{"Version":1,"SecretAccessKey":"hush"}"#,
        #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush","Expiration":"hush"}"#,
    ])
    func `output of another shape is refused`(text: String) async throws {
        let program = try printing(text)
        let failure = await program.failure()
        #expect(failure?.code == .malformedReply)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test(arguments: ["", "  ", "'open", "a\u{0}b"])
    func `what is no command is refused`(command: String) async {
        #expect(await provider(command).failure()?.code == .invalidProfile)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
    func `runs leave no descriptors behind`() async {
        // In a process of its own, where no other test has descriptors.
        await #expect(processExitsWith: .success) {
            let tests = ProcessCredentialsTests()
            let open = {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
            }
            // What the first run opens for all may stay.
            #expect(await tests.provider("true").failure()?.code == .malformedReply)
            let before = try open()
            for _ in 0..<20 {
                #expect(await tests.provider("true").failure()?.code == .malformedReply)
                #expect(await tests.provider("/nowhere").failure()?.code == .processFailed)
            }
            #expect(try open() == before)
        }
    }
}

/// Stands still while a child of this process runs, and is far on when it has ended.
private final class StandingTime: TimeSource {
    private let isRead = Atomic(false)

    var now: Instant { Instant(microseconds: 0) }

    var monotonicNanoseconds: UInt64 {
        guard isRead.exchange(true, ordering: .relaxed) else { return 0 }
        // Leaves its status to whoever asks for it.
        var information = siginfo_t()
        waitid(P_ALL, 0, &information, WEXITED | WNOWAIT)
        return .max
    }

    func sleep(for duration: Duration) async throws {}
}

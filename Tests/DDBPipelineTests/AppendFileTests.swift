import DDBPipeline
import DDBTestSupport
import Foundation
import Testing

/// Files that lines are appended to: dead letters, skipped lines, jobs.
@Suite struct AppendFileTests {
    private static let role = AppendFile.Role("The file of letters", of: "test sink", .sinkFailed)

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a file that is there is appended to and made the owner's alone`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/letters"
        try folder.write("letters", Array("one\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let file = try AppendFile(path: path, role: Self.role)
        try file.append(Array("two\n".utf8))
        try file.sync()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
        #expect(try Self.mode(path) == 0o600)
    }

    @Test func `a pipe or device is taken as it is, and has nothing to sync`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/pipe"
        #expect(mkfifo(path, 0o644) == 0)
        #expect(chmod(path, 0o644) == 0)
        let file = try AppendFile(path: path, role: Self.role)
        try file.endLastLine()
        try file.append(Array("one\n".utf8))
        try file.sync()
        #expect(try Self.mode(path) == 0o644)
        // The file itself keeps the pipe open, so that this finds what was written.
        let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        #expect(reader >= 0)
        defer { close(reader) }
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, bytes.count) == 4)
        #expect(bytes.prefix(4) == Array("one\n".utf8)[...])
    }
}

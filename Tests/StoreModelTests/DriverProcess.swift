import DDBTestSupport
import Foundation

/// A `StoreDriver` that runs.
final class DriverProcess {
    /// How one ended.
    struct Ended {
        let wasKilled: Bool
        let status: Int32
        let lines: [String]
        let errors: String

        /// The number of the last line that begins with a word.
        func last(_ word: String) -> Int? {
            lines.last { $0.hasPrefix(word + " ") }.flatMap { Int($0.dropFirst(word.count + 1)) }
        }

        func count(_ word: String) -> Int { lines.count { $0.hasPrefix(word + " ") } }
    }

    /// The program, which is built beside the tests.
    static let path = Bundle.main.bundleURL.appendingPathComponent("StoreDriver").path

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors: URL
    private let scratch: ScratchFolder
    private var text: [UInt8] = []

    init(_ arguments: [String]) throws {
        scratch = try ScratchFolder("driver")
        errors = URL(fileURLWithPath: scratch.path + "/errors")
        try scratch.write("errors")
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
    }

    /// The process's number.
    var identifier: Int32 { process.processIdentifier }

    /// Waits until it has written so many lines, or has ended.
    func wait(for lineCount: Int) {
        while text.count(where: { $0 == 10 }) < lineCount, read() {}
    }

    /// Kills it some time after it has written so many lines, or has ended.
    func kill(after lineCount: Int, delayMicroseconds: Int) -> Ended {
        wait(for: lineCount)
        usleep(UInt32(delayMicroseconds))
        Foundation.kill(process.processIdentifier, SIGKILL)
        return end()
    }

    /// Ends its input, and waits for it to end.
    func endInput() -> Ended {
        try? input.fileHandleForWriting.close()
        return end()
    }

    private func end() -> Ended {
        while read() {}
        process.waitUntilExit()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        let errors = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        return Ended(
            wasKilled: process.terminationReason == .uncaughtSignal,
            status: process.terminationStatus, lines: lines, errors: errors)
    }

    /// Reads what there is; false at the end.
    private func read() -> Bool {
        let data = output.fileHandleForReading.availableData
        text += data
        return !data.isEmpty
    }
}

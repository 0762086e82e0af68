import DDBTestSupport
import Foundation

/// Builds and runs a package of `Docs/Examples`.
enum ExamplePackage {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the package's program and returns what it prints.
    ///
    /// The package builds in a folder below the checkout's `.build`, so that the next run is short.
    static func run(
        _ name: String, _ arguments: [String] = [], standardInput: String? = nil
    ) throws -> String {
        let package = Checkout.path("Docs/Examples/\(name)")
        let scratch = Checkout.path(".build/examples/\(name)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swift", "run", "--quiet", "--package-path", package, "--scratch-path", scratch,
                name,
            ] + arguments
        if let standardInput {
            process.standardInput = try FileHandle(
                forReadingFrom: URL(fileURLWithPath: standardInput))
        }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name) ended with \(process.terminationStatus): \(text)")
        }
        return text
    }
}

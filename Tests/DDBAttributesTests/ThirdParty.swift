import Foundation

/// Runs programs that nobody here wrote, to compare with.
enum ThirdParty {
    struct Failure: Error {
        var message: String
    }

    /// Inflates a gzip file with the system's own program.
    static func gunzip(_ path: String) throws -> [UInt8] {
        try run(["gzip", "-dc", path])
    }

    /// Whether Python with boto3 is there; says so on standard error where it is not.
    static let hasBoto3: Bool = {
        do {
            _ = try run(["python3", "-c", "import boto3.dynamodb.types"])
            return true
        } catch {
            FileHandle.standardError.write(Data("skipped: python3 with boto3 is not here\n".utf8))
            return false
        }
    }()

    /// Tells whether boto3 reads equal values from two files of lines with the same members.
    ///
    /// - Returns: The number of lines, all equal.
    static func equalLines(_ left: [UInt8], _ right: [UInt8]) throws -> Int {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = [("left", left), ("right", right)].map { name, bytes in
            (folder.appendingPathComponent(name), bytes)
        }
        for (path, bytes) in paths { try Data(bytes).write(to: path) }
        let output = try run(["python3", "-c", script] + paths.map(\.0.path))
        guard let count = Int(String(decoding: output, as: UTF8.self).filter(\.isNumber)) else {
            throw Failure(message: "no count")
        }
        return count
    }

    private static let script = """
        import base64, decimal, json, sys
        from boto3.dynamodb.types import TypeDeserializer
        class Typed(TypeDeserializer):
            # botocore decodes base64 before, and boto3's context refuses zeros past 38 digits.
            def _deserialize_b(self, text):
                return super()._deserialize_b(base64.b64decode(text, validate=True))
            def _deserialize_n(self, text):
                return decimal.Decimal(text)
        typed = Typed()
        parts = ("Item", "Keys", "OldImage", "NewImage")
        def read(path):
            for line in open(path, encoding="utf-8", newline="\\n"):
                line = json.loads(line)
                yield {p: {k: typed.deserialize(v) for k, v in line[p].items()}
                       for p in parts if p in line}
        left, right = (list(read(p)) for p in sys.argv[1:])
        assert left == right, next((l, r) for l, r in zip(left, right) if l != r)
        print(len(left))
        """

    private static func run(_ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddb-\(UUID().uuidString)")
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Failure(message: "\(arguments[0]) failed: \(text)")
        }
        return bytes
    }
}

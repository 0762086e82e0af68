import DDBCompression
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Archives that somebody made to do harm: well-formed, with checksums that are right.
@Suite struct HostileArchiveTests {
    struct File {
        var name: String
        var bytes: [UInt8] = []
        var type: UInt8 = UInt8(ascii: "0")
        /// What the header says, where it lies.
        var size: Int?
        var link = ""
        /// What the manifest says, where it lies.
        var told: (name: String?, bytes: Int?) = (nil, nil)
    }

    static func header(_ file: File) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(file.name, 0)
        put("0000644", 100)
        put("0000000", 108)
        put("0000000", 116)
        put(octal(file.size ?? file.bytes.count, 11), 124)
        put(octal(1_767_225_600, 11), 136)
        put("        ", 148)
        block[156] = file.type
        put(file.link, 157)
        put("ustar\u{0}00", 257)
        put("0000000", 329)
        put("0000000", 337)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + "\u{0} ", 148)
        return block
    }

    static func text(_ checksum: UInt32) -> String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// An archive with a manifest that vouches for what it holds.
    static func archive(_ files: [File], table: String = "t") -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ file: File) {
            bytes += header(file) + file.bytes
            let rest = file.bytes.count % 512
            if rest > 0 { bytes += [UInt8](repeating: 0, count: 512 - rest) }
        }
        var entries: [String] = []
        for file in files {
            add(file)
            let checksum = text(FastCRC32.checksum(file.bytes.span.bytes))
            entries.append(
                """
                {"name":"\(file.told.name ?? file.name)",\
                "bytes":\(file.told.bytes ?? file.bytes.count),"crc32":"\(checksum)"}
                """)
        }
        let manifest = Array(
            """
            {"format":"ddbkit.snapshot","formatVersion":1,"table":"\(table)","version":0,\
            "time":"2026-01-01T00:00:00Z","files":[\(entries.joined(separator: ","))]}
            """.utf8)
        add(File(name: "\(table)/_ddbkit/snapshot.json", bytes: manifest))
        let checksum = text(FastCRC32.checksum(manifest.span.bytes))
        add(File(name: "\(table)/_ddbkit/snapshot.crc32", bytes: Array(checksum.utf8)))
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    static func log(_ files: [(path: String, bytes: Int)]) -> File {
        let schema =
            #"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,"#
            + #"\"metadata\":{\"ddbkit.attribute\":\"id\",\"ddbkit.type\":\"N\"}}]}"#
        var lines = [
            #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#,
            #"{"metaData":{"id":"i","format":{"provider":"parquet","options":{}},"schemaString":""#
                + schema + #"","partitionColumns":[],"configuration":{}}}"#,
        ]
        for file in files {
            lines.append(
                #"{"add":{"path":"\#(file.path)","partitionValues":{},"size":\#(file.bytes),"#
                    + #""modificationTime":0,"dataChange":true}}"#)
        }
        return File(
            name: "t/_delta_log/00000000000000000000.json",
            bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func expectRefused(
        _ archive: [UInt8], _ note: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let disk = MemoryBlobStore()
        await #expect(throws: (any Error).self, note, sourceLocation: sourceLocation) {
            _ = try await SnapshotTests.restore(archive, into: disk)
        }
        let left = try await disk.listAll(prefix: "").map(\.path)
        #expect(left == [], note, sourceLocation: sourceLocation)
    }

    @Test func `an archive made so by hand is taken`() async throws {
        let part = File(name: "t/part-1.parquet", bytes: [1, 2, 3])
        let disk = MemoryBlobStore()
        let archive = Self.archive([part, Self.log([("part-1.parquet", 3)])])
        let summary = try await SnapshotTests.restore(archive, into: disk)
        #expect(summary.partCount == 1)
        #expect(try await disk.read("t/part-1.parquet") == [1, 2, 3])
    }

    @Test(arguments: [
        "/etc/passwd", "t/../../x.parquet", "t//x.parquet", "t/./x.parquet", "other/x.parquet",
        "t/_ddbkit/lock", "t/_ddbkit/keys/manifest", "t/.hidden", "t/_delta_log", "t/_x/y.parquet",
        "t/.ddbkit-tmp-1", "x.parquet", "t/",
    ])
    func `a path outside a table's own is refused`(name: String) async throws {
        let file = File(name: name, bytes: [1, 2, 3])
        let path = name.hasPrefix("t/") ? String(name.dropFirst(2)) : name
        try await Self.expectRefused(
            Self.archive([file, Self.log([(path, 3)])]), "\(name)")
    }

    @Test(arguments: Array("1234567gxLKV".utf8))
    func `links, folders, devices and other dialects are refused`(type: UInt8) async throws {
        let file = File(name: "t/part-1.parquet", type: type, link: "/etc/passwd")
        try await Self.expectRefused(
            Self.archive([file, Self.log([("part-1.parquet", 0)])]), "type \(type)")
    }

    @Test func `sizes that lie are refused`() async throws {
        let log = Self.log([("part-1.parquet", 3)])
        for size in [0, 2, 4, 512, 1 << 32] {
            let file = File(name: "t/part-1.parquet", bytes: [1, 2, 3], size: size)
            try await Self.expectRefused(Self.archive([file, log]), "header \(size)")
        }
        for size in [-1, 0, 2, 4, Int.max] {
            let file = File(
                name: "t/part-1.parquet", bytes: [1, 2, 3], told: (nil, size))
            try await Self.expectRefused(Self.archive([file, log]), "manifest \(size)")
        }
        for size in [-1, 0, 2, 4] {
            let file = File(name: "t/part-1.parquet", bytes: [1, 2, 3])
            try await Self.expectRefused(
                Self.archive([file, Self.log([("part-1.parquet", size)])]), "log \(size)")
        }
    }

    @Test func `files that the log does not name, and names without files, are refused`()
        async throws
    {
        let part = File(name: "t/part-1.parquet", bytes: [1, 2, 3])
        let more = File(name: "t/part-2.parquet", bytes: [1, 2, 3])
        let log = Self.log([("part-1.parquet", 3)])
        try await Self.expectRefused(Self.archive([part, more, log]), "one more")
        try await Self.expectRefused(Self.archive([log]), "one fewer")
        try await Self.expectRefused(Self.archive([part, part, log]), "twice")
        try await Self.expectRefused(Self.archive([part]), "no log")
        let renamed = File(
            name: "t/part-1.parquet", bytes: [1, 2, 3], told: ("t/part-3.parquet", nil))
        try await Self.expectRefused(Self.archive([renamed, log]), "renamed")
        try await Self.expectRefused(
            Self.archive([part, Self.log([("/etc/passwd", 3)])]), "absolute in the log")
        try await Self.expectRefused(Self.archive([part, log], table: "../t"), "table name")
    }
}

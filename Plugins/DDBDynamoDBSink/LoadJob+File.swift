import DDBJSON
import DDBPipeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The lines of a job's file.
extension LoadJob {
    /// Writes what is settled together as one line, which is there or is not.
    static func write(settled: [Partition: SettledRanges], to writer: inout JSONWriter) {
        writer.beginObject()
        writer.records("settled", settled)
        writer.endObject()
        writer.endLine()
    }

    static func write(
        _ progress: PartitionProgress, number: Int, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("partition")
        writer.string(progress.partition.id)
        writer.name("position")
        writer.string(progress.position.text)
        writer.name("number")
        writer.integer(number)
        writer.name("finished")
        writer.bool(progress.isFinished)
        writer.endObject()
        writer.endLine()
    }

    /// Writes a file anew beside the old one, and puts it into its place.
    ///
    /// - Returns: The file, and its bytes.
    static func rewritten(
        _ path: String, _ identity: String, _ target: String?, _ parts: [Partition: Part],
        _ intents: LoadIntents
    ) throws(PipelineError) -> (file: AppendFile, byteCount: Int) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("job")
        writer.string("ddbkit load")
        writer.name("version")
        writer.integer(version)
        writer.name("identity")
        writer.string(identity)
        writer.endObject()
        writer.endLine()
        if let target { write(target: target, to: &writer) }
        for (partition, part) in parts.sorted(by: { $0.key < $1.key }) {
            if let position = part.position { write(position, number: part.number, to: &writer) }
            if !part.settled.ranges.isEmpty {
                write(settled: [partition: part.settled], to: &writer)
            }
        }
        for write in intents.all { LoadIntents.write(write, to: &writer) }
        let hidden = path + ".new"
        guard unlink(hidden) == 0 || errno == ENOENT else {
            throw role.failure(hidden, "be removed", errno)
        }
        let file = try AppendFile(path: hidden, role: role)
        // Nobody knows of it yet; whoever opens it under its name finds it held.
        guard try file.tryLock() else { throw failure(path, "is in use by another load") }
        let lines = writer.takeBytes()
        try file.append(lines)
        try file.sync()
        guard rename(hidden, path) == 0 else {
            throw role.failure(path, "be written", errno)
        }
        try AppendFile.syncFolder(of: path, role: role)
        return (file, lines.count)
    }

    static func write(target: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("target")
        writer.string(target)
        writer.endObject()
        writer.endLine()
    }

    /// What a file says; nothing where there is none.
    static func restore(
        _ path: String, _ identity: String
    ) throws(PipelineError) -> Restored {
        guard let text = try contents(path) else { return Restored() }
        // What follows the last line break was torn.
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .dropLast()
        guard let head = lines.first else { return Restored() }
        let header = try value(head, path)
        guard header["job"]?.string == "ddbkit load",
            header["version"]?.integer == Int64(version)
        else { throw failure(path, "is no job of this version of ddbkit", .corrupt) }
        guard header["identity"]?.string == identity else {
            throw failure(
                path,
                "is of another load: of another input or one that has changed, into another table,"
                    + " or with other options")
        }
        var restored = Restored()
        for line in lines.dropFirst() {
            let line = try value(line, path)
            if let target = line["target"]?.string {
                restored.target = target
            } else {
                try take(line, path, &restored.parts, &restored.intents)
            }
        }
        restored.parts = restored.parts.mapValues { part in
            var part = part
            part.next = part.number
            part.restored = part.settled
            return part
        }
        return restored
    }

    private static func take(
        _ line: JSONValue, _ path: String, _ parts: inout [Partition: Part],
        _ intents: inout LoadIntents
    ) throws(PipelineError) {
        let settled: [Partition: SettledRanges]?
        do {
            if let write = try LoadIntents.read(line) { return intents.add(write) }
            settled = try line.records("settled")
        } catch {
            throw failure(path, "has a line that is none of a job's", .corrupt, cause: error)
        }
        if let settled {
            for (partition, ranges) in settled {
                let number = parts[partition]?.number ?? 0
                for range in ranges.ranges {
                    parts[partition, default: Part()].settled.insert(
                        max(range.lowerBound, number)..<max(range.upperBound, number))
                }
                intents.drop(ranges, of: partition)
            }
            return
        }
        guard let name = line["partition"]?.string, let text = line["position"]?.string,
            let number = line["number"]?.integer, (0...recordNumberMax).contains(number)
        else { throw failure(path, "has a line that is none of a job's", .corrupt) }
        let partition = try Partition(name)
        var part = parts[partition] ?? Part()
        part.position = PartitionProgress(
            partition, try Position(text), isFinished: line["finished"]?.bool ?? false)
        part.number = Int(number)
        part.settled.drop(below: part.number)
        parts[partition] = part
    }

    /// The largest number of a record: no source has as many.
    static let recordNumberMax: Int64 = 1 << 53

    static func value(
        _ line: ArraySlice<UInt8>, _ path: String
    ) throws(PipelineError) -> JSONValue {
        let bytes = Array(line)
        do {
            return try JSONValue.parse(bytes.span.bytes)
        } catch {
            throw failure(path, "has a line that is no JSON", .corrupt, cause: error)
        }
    }

    /// The bytes of the file; nil where there is none.
    static func contents(_ path: String) throws(PipelineError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw role.failure(path, "be read", errno)
        }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw role.failure(path, "be read", errno) }
            if count == 0 { return text }
            text += buffer[..<count]
            guard text.count <= byteCountMax else {
                throw failure(path, "has more than \(byteCountMax) bytes", .corrupt)
            }
        }
    }

    static func failure(
        _ path: String, _ what: String,
        _ disposition: PipelineError.Disposition = .reconfigure, cause: (any Error)? = nil
    ) -> PipelineError {
        PipelineError(
            .sinkFailed, "The job file '\(path)' \(what); name another file to begin anew.",
            component: DynamoDBSink.spec.title, disposition: disposition, cause: cause)
    }
}

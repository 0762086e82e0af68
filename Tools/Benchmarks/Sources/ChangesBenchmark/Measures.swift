import Foundation

/// Clocks and sizes of the process and of a folder.
enum Measures {
    static var seconds: Double { now(CLOCK_MONOTONIC) }

    /// The processor time of the process.
    static var processorSeconds: Double { now(CLOCK_PROCESS_CPUTIME_ID) }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// A figure of the process in MB, as Linux knows it; 0 elsewhere.
    static func status(_ name: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
        else { return 0 }
        return Double(line.filter(\.isNumber)).map { $0 / 1e3 } ?? 0
    }

    /// The bytes and the number of the files below a folder.
    static func folder(_ path: String) -> (bytes: Int, files: Int) {
        var (bytes, files) = (0, 0)
        let keys: [URLResourceKey] = [.isRegularFileKey, .totalFileSizeKey]
        let url = URL(fileURLWithPath: path)
        guard
            let entries = FileManager.default.enumerator(at: url, includingPropertiesForKeys: keys)
        else { return (0, 0) }
        for case let entry as URL in entries {
            guard let values = try? entry.resourceValues(forKeys: Set(keys)),
                values.isRegularFile == true
            else { continue }
            bytes += values.totalFileSize ?? 0
            files += 1
        }
        return (bytes, files)
    }

    static func quantile(_ values: some Sequence<Double>, _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
    }
}

/// One line of results.
final class Report {
    private var line: String

    init(_ name: String) { line = "{\"bench\":\"\(name)\"" }

    func add(_ name: String, _ value: Double) -> Report {
        line += ",\"\(name)\":\(Double(Int((value * 1000).rounded())) / 1000)"
        return self
    }

    func add(_ name: String, _ value: Int) -> Report {
        line += ",\"\(name)\":\(value)"
        return self
    }

    func print() {
        Swift.print(line + "}")
        fflush(nil)
    }
}

import DDBTestKit
import DDBTestSupport

/// Files of change lines, one a shard, and what a table of them holds after some lines of each.
struct ChangeFiles {
    let paths: [String]
    private let lines: [[(key: String, item: String?, line: String)]]

    /// Writes the files; each has keys of its own.
    init(_ folder: ScratchFolder, fileCount: Int, lineCount: Int, seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        var paths: [String] = []
        var lines: [[(key: String, item: String?, line: String)]] = []
        for file in 0..<fileCount {
            var made: [(key: String, item: String?, line: String)] = []
            for number in 1...lineCount {
                let key = "s\(file)-k\(random.number(below: lineCount / 8 + 1))"
                let start = #"{"operation":"#
                let order = #","partition":"shard-\#(file)","sequence":"\#(100 + number)""#
                if random.number(below: 4) == 0 {
                    let line = start + #""delete""# + order + #","keys":{"pk":{"S":"\#(key)"}}}"#
                    made.append((key, nil, line))
                } else {
                    let item = #"{"pk":{"S":"\#(key)"},"n":{"N":"\#(number)"}}"#
                    made.append(
                        (key, item, start + #""put""# + order + #","newImage":\#(item)}"#))
                }
            }
            try folder.write("changes-\(file)", Array(made.map { $0.line + "\n" }.joined().utf8))
            paths.append(folder.path + "/changes-\(file)")
            lines.append(made)
        }
        self.paths = paths
        self.lines = lines
    }

    /// The items after the first lines of each file, ordered; nil for all of a file.
    func items(after counts: [Int?]) -> [String] {
        var items: [String: String] = [:]
        for (file, count) in zip(lines, counts) {
            for change in file.prefix(count ?? file.count) { items[change.key] = change.item }
        }
        return items.values.sorted()
    }

    /// Some lines of a file, as another one has them.
    func text(of file: Int, _ range: Range<Int>) -> [UInt8] {
        Array(lines[file][range].map { $0.line + "\n" }.joined().utf8)
    }
}

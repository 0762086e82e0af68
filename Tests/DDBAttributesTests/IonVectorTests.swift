import DDBAttributes
import DDBBase
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

/// Ion that others wrote, and what others read in it.
@Suite struct IonVectorTests {
    private static let absent: Comment = "../shared/vectors is absent"
    private static let orders = "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB"

    /// The inflated files of an authored export that its manifest names.
    private func files(_ id: String) throws -> [[UInt8]] {
        let root = try #require(SharedVectors.path(Self.orders))
        let manifest = try String(
            contentsOfFile: "\(root)/\(id)/manifest-files.json", encoding: .utf8)
        return try manifest.split(separator: "\n").map { line in
            let key = try #require(try JSONValue.parse(String(line))["dataFileS3Key"]?.string)
            let name = try #require(key.split(separator: "/").last)
            let folder = key.contains(id) ? "\(root)/\(id)/data" : "\(root)/data"
            return try ThirdParty.gunzip("\(folder)/\(name)")
        }
    }

    /// What records say, without the order of their members.
    private func said(_ batches: [ItemBatch]) throws -> [String] {
        batches.flatMap { batch in
            batch.records.map { record in
                let images = [record.keys, record.oldImage, record.newImage].map { index in
                    index < 0 ? "-" : text(batch.item(at: index))
                }
                let order = record.order.sequenceRange.map { batch.bytes.byte(at: $0) }
                return "\(record.operation) \(String(describing: record.event)) \(order) "
                    + "\(String(describing: record.eventTime)) \(images)"
            }
        }.sorted()
    }

    private func text(_ item: Item) -> String {
        item.names.indices.map { "\(item.names[$0])=\(item.values[$0])" }.sorted().joined(
            separator: ",")
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, absent),
        arguments: [
            ("01767225600000-3d4e5f60", "01767225600000-0a1b2c3d"),
            ("01767226500000-4e5f6071", "01767226500000-1b2c3d4e"),
            ("01767226500000-5f607182", "01767226500000-1b2c3d4e"),
        ])
    func `an export in Ion says what its twin in JSON says`(ion: String, json: String) throws {
        let theirs = try files(json).flatMap { try decode($0, shape: .export) }
        let ours = try files(ion).flatMap { try decodeIon($0) }
        #expect(try said(ours) == said(theirs) && ours.count > 0)
        #expect(ours.map(\.records.count).reduce(0, +) == 4)
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent))
    func `damaged exports in Ion give items or an error`() throws {
        let lines = try (files("01767225600000-3d4e5f60") + files("01767226500000-4e5f6071"))
            .flatMap { $0.split(separator: 0x0A).map(Array.init) }
        var random = SplitMix(seed: 22)
        var errors = 0
        for line in lines {
            for count in 1..<line.count {
                #expect(refusal(ofIon: Array(line[..<count])) != nil || count <= 9)
            }
            for _ in 0..<5000 {
                var damaged = line
                damaged[Int.random(in: 0..<line.count, using: &random)] ^=
                    1 << UInt8.random(in: 0...7, using: &random)
                errors += refusal(ofIon: damaged) == nil ? 0 : 1
            }
        }
        #expect(errors > 5000)
    }

    // MARK: amazon.ion

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"), arguments: [1, 2, 3])
    func `random records read as amazon.ion reads them`(seed: Int) throws {
        let folder = try ScratchFolder()
        let ion = folder.path + "/lines.ion"
        let json = folder.path + "/lines.json"
        let count = try TestPython.run("ion_lines.py", "random", "\(seed)", "400", ion, json)
        #expect(count == "400\n")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: ion)))
        let expected = try decode(
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: json))), shape: .export)
        let ours = items(of: try decodeIon(bytes))
        let theirs = items(of: expected)
        #expect(ours.count == 400 && theirs.count == 400)
        for (index, pair) in zip(ours, theirs).enumerated() where pair.0 != pair.1 {
            Issue.record("record \(index + 1): \(pair.0) is not \(pair.1)")
        }
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, absent),
        .enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `values of Ion's own tests read as amazon.ion reads them`() throws {
        let folder = try ScratchFolder()
        let root = try #require(SharedVectors.path("ion-tests/good"))
        let json = folder.path + "/values.json"
        try TestPython.run("ion_lines.py", "values", root, json)
        var counts = (read: 0, refused: 0)
        for line in try String(contentsOfFile: json, encoding: .utf8).split(separator: "\n") {
            let value = try JSONValue.parse(String(line))
            let ion = try #require(Base64.decode(value["ion"]?.string ?? "?"))
            let text = String(decoding: ion, as: UTF8.self)
            guard let item = value["item"], item.object != nil else {
                #expect(refusal(ofIon: ion) != nil, "\(text)")
                counts.refused += 1
                continue
            }
            do {
                let items = items(of: try decodeIon(ion))
                #expect(try items == [Oracle.item(item.bytes)], "\(text)")
            } catch {
                Issue.record("\(text): \(error)")
            }
            counts.read += 1
        }
        #expect(counts.read > 300 && counts.refused > 300, "\(counts)")
    }

    // MARK: ion-tests

    /// Every file of Ion's own tests below a folder.
    private func testFiles(_ folder: String) throws -> [(name: String, ion: [UInt8])] {
        let root = try #require(SharedVectors.path("ion-tests/" + folder))
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".ion") }.sorted().map { name in
            (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)"))))
        }
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent))
    func `good files are read or refused with a reason`() throws {
        var read: [String] = []
        for file in try testFiles("good") {
            for ion in [file.ion, Array("{Item:{a:".utf8) + file.ion + Array("\n}}".utf8)] {
                do {
                    _ = try decodeIon(ion)
                    read.append(file.name)
                } catch {
                    #expect(error is AttributeError, "\(file.name)")
                }
            }
        }
        // Those with nothing in them, and those with one value that DynamoDB has.
        for name in [
            "blank.ion", "empty.ion",
            "decimalNegativeOneDotTwoEight.ion", "one.ion",
        ] where !read.contains(name) {
            Issue.record("\(name) is not read")
        }
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent))
    func `bad files are refused`() throws {
        let files = try testFiles("bad")
        #expect(files.count > 300)
        for file in files {
            #expect(refusal(ofIon: file.ion) != nil, "\(file.name)")
            let ion = Array("{Item:{a:".utf8) + file.ion + Array("\n}}".utf8)
            #expect(refusal(ofIon: ion) != nil, "\(file.name)")
        }
    }
}

import DDBAttributes
import Foundation

/// Decodes the lines of files on one core, several times, and prints the best rate.
///
///     DecodeBenchmark [--rounds N] [--batch-bytes N] [--shape export|item|change] [--ion] FILE...
///
/// `decode` is lines to batches; `walk` also reads every value of them, as a column writer would;
/// `reply` is the same items as pages of a scan of about 1 MB, each decoded from bytes of its own;
/// `changes` is each of them as the new image of a change, in pages of a stream. With `--ion` the
/// files are Ion: `transcode` is Ion to lines, `ion` Ion to batches.
@main
struct DecodeBenchmark {
    static func main() throws {
        var files: [String] = []
        var rounds = 7
        var shape = LineShape.export
        var limits = DecodeLimits.standard
        var isIon = false
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--ion": isIon = true
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            case "--batch-bytes":
                limits.batchBytes = arguments.popFirst().flatMap { Int($0) } ?? limits.batchBytes
            case "--shape":
                switch arguments.popFirst() {
                case "item": shape = .item
                case "change": shape = .change
                default: shape = .export
                }
            default: files.append(argument)
            }
        }
        let data = try files.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        if isIon { return try measureIon(data, rounds) }
        try measure("decode", data, rounds) { batch, totals in
            totals.words += batch.tape.count
        } makeDecoder: {
            LineDecoder(shape: shape, limits: limits)
        }
        try measure("walk", data, rounds) { batch, totals in
            walk(batch, &totals)
        } makeDecoder: {
            LineDecoder(shape: shape, limits: limits)
        }
        try measureReplies(
            "reply", .items(member: "Items"), pages(of: data, shape, "", ""), rounds)
        let changePages = try pages(
            of: data, shape,
            #"{"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":"MODIFY","#
                + #""eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1","#
                + #""dynamodb":{"ApproximateCreationDateTime":1479499740,"Keys":{"k":{"S":"x"}},"#
                + #""SequenceNumber":"300000000000000499659","SizeBytes":41,"NewImage":"#,
            #","StreamViewType":"NEW_IMAGE"}}"#)
        try measureReplies("changes", .changes(member: "Items"), changePages, rounds)
    }

    /// The items of lines as replies, each between two texts.
    static func pages(
        of data: [[UInt8]], _ shape: LineShape, _ before: String, _ after: String
    ) throws -> [[UInt8]] {
        var pages: [[UInt8]] = []
        var page: [UInt8] = []
        func finish() {
            guard !page.isEmpty else { return }
            pages.append(
                Array("{\"Count\":1,\"Items\":[".utf8) + page.dropFirst()
                    + Array("],\"LastEvaluatedKey\":{\"k\":{\"S\":\"x\"}}}".utf8))
            page = []
        }
        for file in data {
            var totals = Totals()
            try decode(file, LineDecoder(shape: shape), &totals) { batch, _ in
                for record in batch.records where record.newImage >= 0 {
                    page += Array(",\(before)".utf8)
                    batch.appendItemWire(at: record.newImage, to: &page)
                    page += Array(after.utf8)
                    if page.count >= 1 << 20 { finish() }
                }
            }
        }
        finish()
        return pages
    }

    static func measureReplies(
        _ name: String, _ shape: ReplyShape, _ pages: [[UInt8]], _ rounds: Int
    ) throws {
        let decoder = ReplyDecoder(shape: shape, origin: .scan, table: "t")
        let byteCount = pages.reduce(0) { $0 + $1.count }
        var best = Double.infinity
        var bestProcessor = Double.infinity
        var totals = Totals()
        for _ in 0..<max(rounds, 1) {
            totals = Totals()
            let start = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_THREAD_CPUTIME_ID))
            for page in pages {
                let reply = try decoder.decode(page.span.bytes)
                totals.records += reply.batch.records.count
                totals.words += reply.batch.tape.count
            }
            best = min(best, seconds(CLOCK_MONOTONIC) - start.0)
            bestProcessor = min(bestProcessor, seconds(CLOCK_THREAD_CPUTIME_ID) - start.1)
        }
        report(name, byteCount, best, bestProcessor, totals)
    }

    static func report(
        _ name: String, _ byteCount: Int, _ best: Double, _ bestProcessor: Double,
        _ totals: Totals
    ) {
        let megabytes = Double(byteCount) / 1e6
        print(
            #"{"bench":"\#(name)","mb_per_s":\#(Int(megabytes / best)),"#
                + #""mb_per_cpu_s":\#(Int(megabytes / bestProcessor)),"#
                + #""items_per_s":\#(Int(Double(totals.records) / best)),"bytes":\#(byteCount),"#
                + #""items":\#(totals.records),"tape_words":\#(totals.words)}"#)
    }

    struct Totals {
        var records = 0
        var words = 0
        var text: [UInt8] = []
        var sum: Int64 = 0
        var decimals: Int128 = 0
    }

    static func measure(
        _ name: String, _ data: [[UInt8]], _ rounds: Int,
        _ use: (borrowing ItemBatch, inout Totals) -> Void, makeDecoder: () -> LineDecoder
    ) throws {
        let byteCount = data.reduce(0) { $0 + $1.count }
        var best = Double.infinity
        var bestProcessor = Double.infinity
        var totals = Totals()
        for _ in 0..<max(rounds, 1) {
            totals = Totals()
            let start = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_THREAD_CPUTIME_ID))
            for file in data { try decode(file, makeDecoder(), &totals, use) }
            best = min(best, seconds(CLOCK_MONOTONIC) - start.0)
            bestProcessor = min(bestProcessor, seconds(CLOCK_THREAD_CPUTIME_ID) - start.1)
        }
        report(name, byteCount, best, bestProcessor, totals)
    }

    static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func decode(
        _ file: [UInt8], _ decoder: consuming LineDecoder, _ totals: inout Totals,
        _ use: (borrowing ItemBatch, inout Totals) -> Void
    ) throws {
        var offset = 0
        var isLast = false
        while !isLast {
            // Copying stands for what an inflater writes.
            isLast =
                decoder.fill { room in
                    let count = min(room.count, file.count - offset)
                    file.withUnsafeBytes {
                        room.copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
                    }
                    offset += count
                    return count
                } == 0
            if let batch = try decoder.nextBatch(isLast: isLast) {
                totals.records += batch.records.count
                use(batch, &totals)
            }
        }
    }

    /// Copies every text and reads every number, in the order of the tape.
    static func walk(_ batch: borrowing ItemBatch, _ totals: inout Totals) {
        let tape = batch.tape
        let bytes = batch.bytes
        totals.words += tape.count
        totals.text.removeAll(keepingCapacity: true)
        var index = 0
        while index < tape.count {
            let token = Token(word: tape[index])
            switch token.kind {
            case .name: break
            case .string: TokenText.append(token, of: bytes, to: &totals.text)
            case .number:
                let text = bytes.extracting(token.range)
                if let value = NumberText.int64(text) {
                    totals.sum &+= value
                } else if let value = NumberText.decimal(text) {
                    totals.decimals &+= value.mantissa
                }
            case .binary: TokenText.appendBinary(token, of: bytes, to: &totals.text)
            case .bool: totals.sum &+= token.isTrue ? 1 : 0
            case .null: break
            case .map, .list, .stringSet, .numberSet, .binarySet: index += 1
            }
            index += 1
        }
    }
}

import DDBAttributes
import DDBBase
import DDBDynamoDB
import Foundation

/// Checks and splices the same items again and again.
struct SpliceRun {
    /// What the items are like.
    enum Shape: String, CaseIterable {
        /// Eight attributes, about 200 bytes of JSON.
        case small
        /// About 1 KB by AWS's count: a map, a list, a set, texts with escapes.
        case kilobyte
        /// As small, without what they hold besides the keys: deletes of changes.
        case delete
    }

    /// How far each item is taken.
    enum Step: String, CaseIterable {
        /// Checked, counted and identified.
        case check
        /// That, and spliced into requests.
        case splice
    }

    private let shape: Shape
    private let batches: [ItemBatch]
    private let identifier: KeyIdentifier

    init(_ shape: Shape, itemCount: Int) throws {
        self.shape = shape
        let schema = try KeySchema(
            partition: KeySchema.Attribute("customer", .string),
            sort: KeySchema.Attribute("order", .number))
        identifier = KeyIdentifier(schema, random: SystemRandomSource())
        var lines: [UInt8] = []
        for index in 0..<itemCount {
            lines += Array((Self.line(shape, index) + "\n").utf8)
        }
        var decoder = LineDecoder(shape: shape == .delete ? .change : .item)
        var batches: [ItemBatch] = []
        var offset = 0
        while offset < lines.count {
            let piece = Array(lines[offset..<min(offset + (256 << 10), lines.count)])
            offset += decoder.append(piece.span.bytes)
            while let batch = try decoder.nextBatch(isLast: false) { batches.append(batch) }
        }
        while let batch = try decoder.nextBatch(isLast: true) { batches.append(batch) }
        self.batches = batches
    }

    private static func line(_ shape: Shape, _ index: Int) -> String {
        let key = #""customer":{"S":"c-\#(100_000 + index % 5000)"},"order":{"N":"\#(index)"}"#
        let small =
            #"{\#(key),"state":{"S":"shipped"},"total":{"N":"\#(index % 1000).95"},"#
            + #""items":{"N":"\#(index % 7)"},"paid":{"BOOL":true},"at":{"N":"17\#(index)"},"#
            + #""note":{"S":"left at the door"}}"#
        switch shape {
        case .small: return small
        case .delete: return #"{"operation":"delete","oldImage":\#(small)}"#
        case .kilobyte:
            let text = String(repeating: "Lorem ipsum dolor sit amet. ", count: 7)
            let places = (0..<12).map { #"{"N":"\#($0 * 37).25"}"# }.joined(separator: ",")
            return #"{\#(key),"title":{"S":"\#(text)"},"body":{"S":"caf\u00e9\n\#(text)\#(text)"},"#
                + #""tags":{"SS":["red","green","blue"]},"places":{"L":[\#(places)]},"#
                + #""address":{"M":{"street":{"S":"Main Street 1"},"city":{"S":"Zürich"},"#
                + #""zip":{"N":"8001"},"geo":{"M":{"lat":{"N":"47.3769"},"lon":{"N":"8.5417"}}}}},"#
                + #""thumb":{"B":"\#(String(repeating: "AAEC", count: 40))"},"#
                + #""deleted":{"BOOL":false},"parent":{"NULL":true}}"#
        }
    }

    func measure(_ step: Step, rounds: Int) throws {
        var best = Double.infinity
        var totals = Totals()
        for _ in 0..<rounds {
            let start = Self.processorSeconds
            totals = try run(step)
            best = min(best, Self.processorSeconds - start)
        }
        let count = batches.reduce(0) { $0 + $1.records.count }
        print(
            #"{"bench":"\#(step.rawValue)","items":"\#(shape.rawValue)","#
                + #""items_per_cpu_s":\#(Int(Double(count) / best)),"#
                + #""ns_per_item":\#(Int(best / Double(count) * 1e9)),"#
                + #""wire_bytes_per_item":\#(batches.reduce(0) { $0 + $1.byteCount } / count),"#
                + #""aws_bytes_per_item":\#(totals.itemBytes / count),"#
                + #""requests":\#(totals.requests),"request_bytes":\#(totals.requestBytes)}"#)
    }

    private struct Totals {
        var itemBytes = 0
        var requests = 0
        var requestBytes = 0
        var digests: UInt64 = 0
    }

    private func run(_ step: Step) throws -> Totals {
        var totals = Totals()
        var checker = WriteChecker(identifier)
        var writer = SplicedBatchWriter(table: "orders", identifier: identifier)
        for batch in batches {
            for record in batch.records {
                let write = try checker.check(record, of: batch)
                totals.itemBytes += write.itemByteCount
                totals.digests ^= write.digest.low
                guard step == .splice else { continue }
                if writer.append(write, of: batch) == .full {
                    count(writer.take(), in: &totals)
                    _ = writer.append(write, of: batch)
                }
            }
        }
        if writer.count > 0 { count(writer.take(), in: &totals) }
        return totals
    }

    private func count(_ request: SplicedBatchWrite, in totals: inout Totals) {
        totals.requests += 1
        totals.requestBytes += request.body.count
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

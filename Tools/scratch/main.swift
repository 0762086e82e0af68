import DDBAttributes
import DDBBase
import DDBCompression
import DDBSchema
import DDBStorage
import DDBStore
import Foundation

let args = CommandLine.arguments
let files = try FileManager.default.contentsOfDirectory(atPath: args[1]).filter { $0.hasSuffix(".json.gz") }.sorted().prefix(Int(args[2])!)
let mode = args[3]
func cpu() -> Double { var u = rusage(); getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &u); return Double(u.ru_utime.tv_sec) + Double(u.ru_utime.tv_usec)/1e6 + Double(u.ru_stime.tv_sec) + Double(u.ru_stime.tv_usec)/1e6 }
let pool = ThreadPool(threadCount: 2)
let store = LocalBlobStore(root: "/tmp/scratch-store", pool: pool)
let load = TableLoad.scratch(store, "t", keys: [AttributeName("transaction_id")])
let lane = load.makeLane()
var items = 0, raw = 0
let t0 = Date(), c0 = cpu()
var tIn = 0.0, tDec = 0.0, tShred = 0.0
for f in files {
    let data = try Data(contentsOf: URL(fileURLWithPath: args[1] + "/" + f))
    let bytes = [UInt8](data)
    var gz = try GzipDecoder(limit: 1<<40)
    var dec = LineDecoder(shape: .export, table: "t")
    var consumed = 0
    while true {
        let a = cpu()
        let n = try dec.fill { room in
            let total = bytes.count
            if consumed == total { return 0 }
            var out = MutableRawSpan(_unsafeStart: room.baseAddress!, byteCount: room.count)
            return try gz.decode(bytes.span.bytes, consumed: &consumed, into: &out)
        }
        let b = cpu(); tIn += b - a
        raw += n
        if n > 0, dec.freeByteCount > 0 { continue }
        while true {
            let x = cpu()
            let batch = try dec.nextBatch(isLast: n == 0)
            let y = cpu(); tDec += y - x
            guard let batch else { break }
            items += batch.records.count
            if mode != "decode" { try await lane.append(batch); tShred += cpu() - y }
        }
        if n == 0 { break }
    }
}
let e0 = cpu()
if mode != "decode" { let s = try await lane.finish(); print("rows", s.rowCount) }
print("flush", cpu() - e0)
let w = Date().timeIntervalSince(t0), c = cpu() - c0
print("items \(items) raw \(raw/1_000_000)MB wall \(w) cpu \(c) inflate \(tIn) decode \(tDec) shred \(tShred)  decode MB/s \(Double(raw)/1e6/tDec)")

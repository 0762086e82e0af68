import DDBAttributes
import DDBDeltaLog
import DDBParquet
import DDBStorage

/// What reading all of a table has shown.
public struct TableVerification: Sendable {
    /// The table's name.
    public var table: String
    /// The version that was read.
    public var version: Int64
    /// The parts that were read.
    public var partCount = 0
    /// The rows that the table shows: those that were read, without the masked ones.
    public var rowCount = 0
    /// The bytes of the parts.
    public var byteCount = 0
    /// What is wrong, a sentence each; empty where nothing is.
    public var faults: [String] = []
}

extension StoredTable {
    /// The most faults that a verification lists.
    private static var faultsMax: Int { 100 }

    /// Reads every part of the table and proves it.
    ///
    /// Each file is there with its size and checksum, every page has its own, there are as many
    /// rows as the log says, its bounds enclose every value, its null counts are right, and every
    /// row gives a valid item. What masks rows is read and checked. Reads on the calling thread.
    ///
    /// - Throws: `StorageError` where files cannot be read for other reasons than damage.
    public func verify() async throws -> TableVerification {
        var result = TableVerification(table: name, version: version)
        for file in snapshot.files where result.faults.count < Self.faultsMax {
            result.partCount += 1
            do {
                let (rowCount, faults) = try await verify(file)
                result.rowCount += rowCount
                result.byteCount += Int(clamping: file.byteCount)
                result.faults += faults.map { "\(file.path): \($0)" }
            } catch {
                guard let fault = Self.fault(error) else { throw error }
                result.faults.append("\(file.path): \(fault)")
            }
        }
        return result
    }

    /// Proves one part.
    ///
    /// Masked rows are proven as well: what the log says of a part says it of all its rows.
    ///
    /// - Returns: The number of its rows that are not masked, and what is wrong with it.
    private func verify(_ file: AddFile) async throws -> (rowCount: Int, faults: [String]) {
        let deleted = try await deletedRows(of: file)
        let blob = try await open(file.path, byteCount: Int(clamping: file.byteCount))
        if let stated = file.tags[PartChecksum.tag], let stated,
            try PartChecksum(of: blob).text != stated
        {
            return (0, ["its bytes are not those that were written; load the table again."])
        }
        let stated = try file.statistics.map { try FileStatistics(text: $0) }
        let reader = try PartReader(source: BlobSource(blob), layout: layout)
        let proof = stated.map { StatisticsProof(reader.layout, stated: $0) }
        var items = try reader.items(proof: proof)
        var rows = 0
        while let batch = try items.nextBatch() { rows += batch.records.count }
        var faults = proof?.faults ?? []
        if let count = stated?.rowCount, count != rows {
            faults.append("it has \(rows) rows, and the log says \(count).")
        }
        return (rows - deleted.count(in: 0..<rows), faults)
    }

    /// What an error says of a part, or nil where it says nothing of the part.
    private static func fault(_ error: any Error) -> String? {
        switch error {
        case let error as ParquetError: "\(error)"
        case let error as StoreError: error.message
        case let error as DeltaError: "\(error)"
        case let error as AttributeError: "a row gives no valid item (\(error))."
        case let error as StorageError where error.code == .notFound: "the file is missing."
        case let error as StorageError where error.disposition == .corrupt: "\(error)"
        default: nil
        }
    }
}

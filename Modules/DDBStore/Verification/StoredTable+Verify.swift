import DDBAttributes
import DDBDeltaLog
import DDBParquet
import DDBStorage

extension StoredTable {
    /// The most faults that a verification lists.
    private static var faultsMax: Int { 100 }

    /// Reads every part of the table and proves it.
    ///
    /// Each file is there with its size and checksum, every page has its own, there are as many
    /// rows as the log says, its bounds enclose every value, its null counts are right, and every
    /// row gives a valid item. What masks rows is read and checked: its size and checksum, that it
    /// has as many rows as the log says and none beyond the part, and that the log no longer calls
    /// the bounds tight. Reads on the calling thread.
    ///
    /// ``TableStore/verify(_:)`` proves the log, the keys and the index too.
    ///
    /// - Throws: `StorageError` where files cannot be read for other reasons than damage.
    public func verify() async throws -> TableVerification {
        try await verifyParts().result
    }

    /// Proves the parts, and tells which of them can be read.
    func verifyParts() async throws -> (result: TableVerification, readable: [StoredPart]) {
        var result = TableVerification(table: name, version: version)
        var readable: [StoredPart] = []
        for file in snapshot.files where result.faults.count < Self.faultsMax {
            result.partCount += 1
            do {
                let proof = try await verify(file)
                result.rowCount += proof.rowCount
                result.maskedRowCount += proof.maskedRowCount
                result.maskedPartCount += proof.maskedRowCount > 0 ? 1 : 0
                result.byteCount += Int(clamping: file.byteCount)
                result.faults += proof.faults.map { "\(file.path): \($0)" }
                if proof.isReadable { readable.append(StoredPart(file)) }
            } catch {
                guard let fault = Self.fault(error) else { throw error }
                result.faults.append("\(file.path): \(fault)")
            }
        }
        return (result, readable)
    }

    /// What was found of one part.
    private struct PartProof {
        var rowCount = 0
        var maskedRowCount = 0
        var isReadable = false
        var faults: [String]
    }

    /// Proves one part.
    ///
    /// Masked rows are proven as well: what the log says of a part says it of all its rows.
    private func verify(_ file: AddFile) async throws -> PartProof {
        let deleted = try await deletedRows(of: file)
        let blob = try await open(file.path, byteCount: Int(clamping: file.byteCount))
        if let stated = file.tags[PartChecksum.tag], let stated,
            try PartChecksum(of: blob).text != stated
        {
            return PartProof(faults: [
                "its bytes are not those that were written; put the file back from a copy, or load "
                    + "the table again."
            ])
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
        if let last = deleted.last, last >= rows {
            faults.append("row \(last) is masked, and it has \(rows) rows.")
        }
        if file.deletionVector != nil, stated?.isTight != false {
            faults.append("rows of it are masked, and the log calls its bounds tight.")
        }
        let masked = deleted.count(in: 0..<rows)
        return PartProof(
            rowCount: rows - masked, maskedRowCount: masked, isReadable: true, faults: faults)
    }

    /// What an error says of a part, or nil where it says nothing of the part.
    static func fault(_ error: any Error) -> String? {
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

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
    /// The rows that were read.
    public var rowCount = 0
    /// The bytes of the parts.
    public var byteCount = 0
    /// What is wrong, a sentence each; empty where nothing is.
    public var faults: [String] = []
}

extension StoredTable {
    /// The most faults that a verification lists.
    private static var faultsMax: Int { 100 }

    /// Reads every part of the table and proves it: each file is there with its size, every page
    /// has its checksum, there are as many rows as the log says, and every row gives a valid item.
    ///
    /// Reads on the calling thread.
    ///
    /// - Throws: `StorageError` where files cannot be read for other reasons than damage.
    public func verify() async throws -> TableVerification {
        var result = TableVerification(table: name, version: version)
        for file in snapshot.files where result.faults.count < Self.faultsMax {
            result.partCount += 1
            do {
                result.rowCount += try await verify(file)
                result.byteCount += Int(clamping: file.byteCount)
            } catch let error as ParquetError where error.disposition == .corrupt {
                result.faults.append("\(file.path): \(error)")
            } catch let error as StoreError where error.disposition == .corrupt {
                result.faults.append("\(file.path): \(error.message)")
            } catch let error as AttributeError {
                result.faults.append("\(file.path): a row gives no valid item (\(error)).")
            } catch let error as StorageError where error.code == .notFound {
                result.faults.append("\(file.path): the file is missing.")
            }
        }
        return result
    }

    /// Proves one part and returns the number of its rows.
    private func verify(_ file: AddFile) async throws -> Int {
        let part = StoredPart(name: file.path, byteCount: Int(clamping: file.byteCount))
        var items = try await items(of: part)
        var rows = 0
        while let batch = try items.nextBatch() { rows += batch.records.count }
        guard let text = file.statistics else { return rows }
        let stated = try FileStatistics(text: text)
        if let count = stated.rowCount, count != rows {
            throw StoreError(.damaged, "it has \(rows) rows, and the log says \(count).")
        }
        return rows
    }
}

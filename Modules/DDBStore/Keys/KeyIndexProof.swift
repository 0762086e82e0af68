/// Proves that an index is equal to a table: that it finds every visible row, and knows no further
/// key.
///
/// ```swift
/// var proof = KeyIndexProof(of: index)
/// try proof.add(hashes, rows: rows, of: "part-1.parquet")   // for every part
/// let faults = try proof.finish()
/// ```
public struct KeyIndexProof {
    private let index: KeyIndex
    private var rowCount = 0
    private var strayCount = 0
    /// The first rows that were not found, a few.
    private var strays: [String] = []
    private static let straysMax = 10

    /// Begins a proof; the index must not change until it is done.
    public init(of index: KeyIndex) {
        self.index = index
    }

    /// Looks visible rows up.
    ///
    /// - Parameters:
    ///   - hashes: The hashes of their keys.
    ///   - rows: The rows in the part.
    /// - Throws: ``StoreError/Code/keyIndex`` where the index is damaged.
    public mutating func add(_ hashes: [KeyHash], rows: [Int], of part: String) throws {
        precondition(hashes.count == rows.count, "every row has a key")
        let number = index.partNumber(part)
        let found = try index.lookup(hashes)
        rowCount += rows.count
        for (place, location) in found.enumerated()
        where location.part != number || location.isAbsent || Int(location.row) != rows[place] {
            strayCount += 1
            if strays.count < Self.straysMax { strays.append("row \(rows[place]) of '\(part)'") }
        }
    }

    /// What is wrong, a sentence each; empty where the index is equal to the rows that were added.
    ///
    /// - Throws: ``StoreError/Code/keyIndex`` where the index is damaged.
    public func finish() throws -> [String] {
        var faults: [String] = []
        if strayCount > 0 {
            faults.append(
                "The key index does not lead to \(strayCount) visible rows (two may have one key), "
                    + "the first \(strays.joined(separator: ", ")).")
        }
        let count = try index.keyCount()
        if count != rowCount {
            faults.append(
                "The key index knows \(count) keys, and the table has \(rowCount) visible rows.")
        }
        return faults
    }
}

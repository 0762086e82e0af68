import CDDBDuckDB

/// The masks of one table's files, as the engine's threads read them.
///
/// Made once and never changed, so any number of threads read it without a lock; lives until the
/// engine drops the function that was made of it.
@safe final class MaskedFiles: @unchecked Sendable {
    // Sendable because nothing in it changes after init.
    private struct File {
        /// Where its words begin.
        var firstWord: Int
        /// The rows from here on have no bit: they are visible.
        var bitCount: UInt64
        /// There are no rows from here on.
        var rowCount: UInt64
    }

    private let library: DuckDBLibrary
    private let words: UnsafeMutablePointer<UInt64>
    private let files: UnsafeMutablePointer<File>
    private let fileCount: UInt64
    private let fault: String

    /// Copies the masks of parts, in the order in which the engine is told the files.
    ///
    /// - Parameter fault: What the engine says where a row is asked for that no mask has.
    init(_ parts: [QueryPart], fault: String, library: DuckDBLibrary) {
        let masks = parts.map { (words: $0.mask?.words ?? [], rowCount: $0.rowCount) }
        self.library = library
        self.fault = fault
        fileCount = UInt64(parts.count)
        unsafe words = .allocate(capacity: max(1, masks.reduce(0) { $0 + $1.words.count }))
        unsafe files = .allocate(capacity: max(1, parts.count))
        var first = 0
        for (index, mask) in masks.enumerated() {
            for (offset, word) in mask.words.enumerated() {
                unsafe (words + first + offset).initialize(to: word)
            }
            let rowCount = UInt64(clamping: mask.rowCount ?? .max)
            unsafe (files + index).initialize(
                to: File(
                    firstWord: first, bitCount: min(UInt64(mask.words.count) * 64, rowCount),
                    rowCount: rowCount))
            first += mask.words.count
        }
    }

    deinit {
        unsafe words.deallocate()
        unsafe files.deallocate()
    }

    /// Answers for a vector of (file, row) whether each row is visible.
    ///
    /// The engine hands flat vectors to functions that come through its C interface; a vector of
    /// files holds one number over and over, since a chunk comes from one file.
    func answer(
        _ info: ddb_duckdb_function_info, _ input: ddb_duckdb_chunk, _ output: ddb_duckdb_vector
    ) {
        let functions = unsafe library.functions
        let count = Int(unsafe functions.pointee.data_chunk_get_size(input))
        guard count > 0 else { return }
        guard
            let fileNumbers = unsafe column(0, of: input, count: count, as: UInt64.self),
            let rowNumbers = unsafe column(1, of: input, count: count, as: UInt64.self),
            let answers = unsafe functions.pointee.vector_get_data(output)?
                .assumingMemoryBound(to: UInt8.self)
        else { return unsafe fail(info) }
        var row = 0
        while row < count {
            let number = unsafe fileNumbers[row]
            guard number < fileCount else { return unsafe fail(info) }
            let file = unsafe files[Int(truncatingIfNeeded: number)]
            let bits = unsafe words + file.firstWord
            while row < count, unsafe fileNumbers[row] == number {
                // A negative number is a great one here.
                let place = unsafe rowNumbers[row]
                if place < file.bitCount {
                    let word = unsafe bits[Int(truncatingIfNeeded: place >> 6)]
                    unsafe answers[row] = UInt8(truncatingIfNeeded: ~(word >> (place & 63)) & 1)
                } else if place < file.rowCount {
                    unsafe answers[row] = 1
                } else {
                    return unsafe fail(info)
                }
                row += 1
            }
        }
    }

    /// The numbers of a column; nil where it lacks one.
    private func column<Number>(
        _ index: UInt64, of input: ddb_duckdb_chunk, count: Int, as: Number.Type
    ) -> UnsafePointer<Number>? {
        let functions = unsafe library.functions
        guard let vector = unsafe functions.pointee.data_chunk_get_vector(input, index),
            let data = unsafe functions.pointee.vector_get_data(vector)
        else { return nil }
        if let validity = unsafe functions.pointee.vector_get_validity(vector) {
            for row in 0..<count
            where unsafe validity[row >> 6] >> UInt64(row & 63) & 1 == 0 { return nil }
        }
        return unsafe UnsafePointer(data.assumingMemoryBound(to: Number.self))
    }

    private func fail(_ info: ddb_duckdb_function_info) {
        unsafe library.functions.pointee.scalar_function_set_error(info, fault)
    }
}

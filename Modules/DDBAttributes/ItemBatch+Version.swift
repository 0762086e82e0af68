extension ItemBatch {
    /// Returns the tape index of the attribute that tells which of two items is newer.
    ///
    /// - Parameter name: Its name as plain UTF-8.
    /// - Throws: ``AttributeError`` with code `version` and the path where the item lacks it, or it
    ///   is none of S, N and B, which are all that DynamoDB orders.
    package func version(_ name: [UInt8], of item: Int) throws(AttributeError) -> Int {
        guard let index = index(of: name, in: item) else {
            throw AttributeError(of: .missingVersion, path: String(decoding: name, as: UTF8.self))
        }
        switch token(at: index).kind {
        case .string, .number, .binary: return index
        case .name, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            throw AttributeError(of: .versionType, path: path(to: index, from: item))
        }
    }
}

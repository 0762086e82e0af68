import DDBAttributes

extension KeyIdentifier {
    /// Whether two writes that have one digest are of the same item.
    func isSameKey(_ left: HeldWrite, _ right: HeldWrite) -> Bool {
        key(of: left, names: schema.names) == key(of: right, names: schema.names)
    }

    private func key(of held: HeldWrite, names: [[UInt8]]) -> [UInt8] {
        key(of: held.write, in: held.batch, names: names)
    }

    private func key(
        of write: CheckedWrite, in batch: ItemBatch, names: [[UInt8]]
    ) -> [UInt8] {
        var key: [UInt8] = []
        do throws(AttributeError) {
            try KeyEncoding.append(names, of: write.image, in: batch, to: &key)
        } catch {
            preconditionFailure("a write was checked: \(error.message)")
        }
        return key
    }
}

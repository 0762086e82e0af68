import DDBDeltaLog
import Synchronization

extension TableWriter {
    /// Proves that the key index leads to every visible row and to no other.
    ///
    /// Reads the keys of all parts; commits wait meanwhile.
    ///
    /// - Returns: A sentence for each fault.
    package func indexFaults() async throws -> [String] {
        try await serially {
            guard let index = self.index, let layout = self.layout else { return [] }
            guard let shop = self.state.withLock({ $0.indexShop }) else { return [] }
            var proof = KeyIndexProof(of: index)
            for file in self.files.values {
                var keys = try await shop.keys(of: file, layout, index.hasher)
                while let part = try keys.next() {
                    let visible = part.hashes.indices.filter {
                        !file.masked.contains(part.firstRow + $0)
                    }
                    try proof.add(
                        visible.map { part.hashes[$0] },
                        rows: visible.map { part.firstRow + $0 }, of: file.add.path)
                }
            }
            return try proof.finish()
        }
    }
}

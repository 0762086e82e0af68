import DDBAttributes
import DDBSchema

/// Guesses a table's key attributes from some of its items, for exports, which do not name them.
///
/// An attribute can be a key where every item has it with one type of S, N and B and it is never
/// empty. Of those the usual pairs of names come first (`pk` and `sk`), then a usual name (`id`),
/// then the one attribute that is called like an id (`order_id`, `orderId`); a single one must
/// differ in every item looked at. Where several are called like ids nothing is guessed, so that
/// the guess does not hang on which items were looked at.
enum KeyGuess {
    private static let pairs: [(String, String)] = [
        ("pk", "sk"), ("partitionkey", "sortkey"), ("hashkey", "rangekey"), ("hk", "rk"),
    ]
    private static let idNames = ["id", "pk", "key", "uuid", "guid", "partitionkey", "hashkey"]

    static func keys(of batch: ItemBatch) -> [AttributeName] {
        guard let tape = unsafe batch.unsafeTape.baseAddress else { return [] }
        let wire = unsafe Wire(bytes: batch.unsafeBytes, tape: tape)
        let roots = batch.records.map(\.newImage).filter { $0 >= 0 }
        let candidates = candidates(wire, roots)
        withExtendedLifetime(batch) {}
        for (first, second) in pairs {
            let partition = candidates.filter { folded($0.name) == first }
            let sort = candidates.filter { folded($0.name) == second }
            if partition.count == 1, sort.count == 1 { return [partition[0].name, sort[0].name] }
        }
        for name in idNames {
            let named = candidates.filter { folded($0.name) == name }
            if named.count == 1, named[0].isUnique { return [named[0].name] }
        }
        let ids = candidates.filter { isIDLike($0.name) }
        return ids.count == 1 && ids[0].isUnique ? [ids[0].name] : []
    }

    /// Whether a name ends in the word `id`: `paid` does not.
    private static func isIDLike(_ name: AttributeName) -> Bool {
        let text = name.description
        return ["_id", "-id", ".id", "_ID", "-ID", "Id", "ID"].contains { text.hasSuffix($0) }
    }

    private struct Candidate {
        var name: AttributeName
        var isUnique: Bool
    }

    private static func candidates(_ wire: Wire, _ roots: [Int]) -> [Candidate] {
        guard let first = roots.first else { return [] }
        var kinds: [AttributeName: Token.Kind] = [:]
        var values: [AttributeName: Set<[UInt8]>] = [:]
        var counts: [AttributeName: Int] = [:]
        for root in roots {
            var index = root + 2
            while index < wire.end(of: root) {
                let token = wire.token(index + 1)
                let name = AttributeName(utf8: wire.name(index))
                index = wire.next(index + 1)
                guard token.kind == .string || token.kind == .number || token.kind == .binary,
                    token.byteCount > 0
                else { continue }
                if root == first { kinds[name] = token.kind }
                guard kinds[name] == token.kind else { continue }
                counts[name, default: 0] += 1
                unsafe values[name, default: []].insert(Array(wire.span(token)))
            }
        }
        return counts.filter { $0.value == roots.count }.keys.sorted().map {
            Candidate(name: $0, isUnique: values[$0]?.count == roots.count)
        }
    }

    /// A name without case and separators.
    private static func folded(_ name: AttributeName) -> String {
        name.description.lowercased().filter { $0 != "_" && $0 != "-" }
    }
}

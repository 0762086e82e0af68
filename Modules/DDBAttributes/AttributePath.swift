/// Names that lead from an item to something inside it, as options write them: `a.b.0`.
///
/// `~1` stands for a point in a name and `~0` for a tilde; `.` and an empty text lead nowhere: they
/// mean the whole item.
package enum AttributePath {
    /// The names of a path.
    package static func names(of path: String) -> [String] {
        guard path != ".", !path.isEmpty else { return [] }
        return path.split(separator: ".", omittingEmptySubsequences: false).map { name in
            var result = ""
            var rest = name[...]
            while let tilde = rest.firstIndex(of: "~") {
                result += rest[..<tilde]
                rest = rest[rest.index(after: tilde)...]
                switch rest.first {
                case "1": result.append(".")
                case "0": result.append("~")
                case _:
                    result.append("~")
                    continue
                }
                rest.removeFirst()
            }
            return result + rest
        }
    }
}

/// Reads names that a text lists, as `id, day:N`.
///
/// Commas stand between names, and blanks around a name are none of it. A name that has a comma, or
/// begins or ends with a blank, has to be given in a list.
public enum NameListText {
    /// Returns the names of a text; one that is empty where a comma has none beside it.
    public static func parse(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            var name = name.drop { $0 == " " }
            while name.last == " " { name.removeLast() }
            return String(name)
        }
    }
}

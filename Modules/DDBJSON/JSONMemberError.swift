/// Says which member of a JSON object is missing or not what it should be.
///
/// The path is as `Table.KeySchema[1].KeyType`; the value is never told.
package struct JSONMemberError: Error, Sendable, Hashable {
    /// The names that lead to the member.
    package let path: String
    /// What is wrong with it, as the end of a sentence: `is missing`, `is not an integer`.
    package let problem: String

    /// Creates an error.
    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }
}

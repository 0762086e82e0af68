/// A structure that is read from the members of a JSON object, as replies of AWS are.
package protocol JSONReadable {
    /// Reads the structure; members that it does not know are ignored.
    init(_ members: JSONMembers) throws(JSONMemberError)
}

/// A structure that is written as a JSON object, as requests of AWS are.
package protocol JSONWritable {
    /// Writes its members, without the braces around them.
    func writeMembers(to writer: inout JSONWriter)
}

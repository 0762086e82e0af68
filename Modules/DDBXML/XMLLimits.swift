/// How large a document may be; what is beyond is refused before anything is built of it.
package struct XMLLimits: Sendable, Hashable {
    /// The most bytes.
    package var byteCountMax: Int
    /// The most elements inside one another; replies of AWS have at most 6.
    package var depthMax: Int
    /// The most elements.
    package var elementCountMax: Int

    /// Creates limits; the defaults hold a listing of 1000 keys of 1024 bytes, each byte of them an
    /// escape.
    package init(
        byteCountMax: Int = 8 << 20, depthMax: Int = 32, elementCountMax: Int = 100_000
    ) {
        self.byteCountMax = byteCountMax
        self.depthMax = depthMax
        self.elementCountMax = elementCountMax
    }
}

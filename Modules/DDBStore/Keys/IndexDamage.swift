/// A file of the index does not hold what it should: the index is built anew.
struct IndexDamage: Error {
    /// What is wrong, a clause without a full stop.
    let what: String

    init(_ what: String) {
        self.what = what
    }

    /// What the caller of an index is told.
    var error: StoreError {
        StoreError(
            .keyIndex,
            "The key index is damaged (\(what)); it is made anew from the parts when the table is "
                + "opened again.")
    }
}

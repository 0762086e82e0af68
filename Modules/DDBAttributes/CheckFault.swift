/// Why an item cannot be written, and where on the tape; it costs nothing to throw.
struct CheckFault: Error {
    let fault: ScanFault
    /// The tape index of the name or value; that of the item where it is about the whole.
    let index: Int

    init(_ fault: ScanFault, at index: Int) {
        self.fault = fault
        self.index = index
    }
}

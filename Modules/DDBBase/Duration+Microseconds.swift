extension Duration {
    /// Microseconds, rounded toward zero and clamped to what 64 bits hold.
    package var wholeMicroseconds: Int64 {
        let parts = components
        let (product, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return parts.seconds < 0 ? .min : .max }
        let rest = parts.attoseconds / 1_000_000_000_000
        let (sum, tooLarge) = product.addingReportingOverflow(rest)
        return tooLarge ? (rest < 0 ? .min : .max) : sum
    }
}

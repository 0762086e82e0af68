/// Says how large the parts of an upload are whose size nobody knows beforehand; pure.
///
/// The first thousand have the first size, and every further thousand twice as much as the one
/// before, up to the last size; so a blob of usual size is held in small pieces, and a huge one
/// still has no more parts than S3 takes.
package struct PartPlan: Sendable {
    private let first: Int
    private let last: Int

    package init(first: Int, last: Int) {
        let allowed = MultipartUpload.partBytesMin...MultipartUpload.partBytesMax
        self.first = min(max(first, allowed.lowerBound), allowed.upperBound)
        self.last = min(max(last, self.first), allowed.upperBound)
    }

    /// The size of a part by its number, from 1; nil where there can be no such part.
    package func byteCount(of number: Int) -> Int? {
        guard (1...MultipartUpload.partCountMax).contains(number) else { return nil }
        let doublings = (number - 1) / 1000
        return min(first << doublings, last)
    }

    /// The most bytes of a blob.
    package var totalMax: Int {
        (1...MultipartUpload.partCountMax).reduce(0) { $0 + (byteCount(of: $1) ?? 0) }
    }
}

/// Pages that lie together in the file and are read at once.
struct PageRun {
    struct Page {
        var offset: Int
        var rows: Range<Int>
    }

    /// The most bytes that are read at once, unless one page is larger.
    static let byteCountMax = 8 << 20

    var bytes: Range<Int>
    var pages: [Page]
}

extension OffsetIndex {
    /// The pages that hold some of the rows, neighbours together.
    func runs(_ rowRanges: [Range<Int>], rowCount: Int) -> [PageRun] {
        var runs: [PageRun] = []
        for (number, location) in locations.enumerated() {
            let end = number + 1 < locations.count ? locations[number + 1].firstRow : rowCount
            let rows = location.firstRow..<end
            guard rowRanges.contains(where: { $0.overlaps(rows) }) else { continue }
            let page = PageRun.Page(offset: location.offset, rows: rows)
            let pageEnd = location.offset + location.compressedBytes
            if let last = runs.last, last.bytes.upperBound == location.offset,
                pageEnd - last.bytes.lowerBound <= PageRun.byteCountMax
            {
                runs[runs.count - 1].bytes = last.bytes.lowerBound..<pageEnd
                runs[runs.count - 1].pages.append(page)
            } else {
                runs.append(PageRun(bytes: location.offset..<pageEnd, pages: [page]))
            }
        }
        return runs
    }
}

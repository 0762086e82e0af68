import DDBCommandLine
import DDBDynamoDBSink
import DDBPipeline
import Testing

/// The line that follows a pipeline on a terminal.
@Suite struct ProgressHistoryTests {
    typealias Sample = ProgressHistory.Sample

    private static func sample(
        _ seconds: Double, rows: Int, bytes: Int = 0, totals: SourceTotals = SourceTotals(),
        writes: DynamoDBSink.Counts? = nil
    ) -> Sample {
        var sample = Sample(seconds: seconds)
        sample.rowsRead = rows
        sample.bytesConsumed = bytes
        sample.totals = totals
        sample.writes = writes
        return sample
    }

    private static func writes(
        _ written: Int, units: Double, throttles: Int = 0, unprocessed: Int = 0
    ) -> DynamoDBSink.Counts {
        var counts = DynamoDBSink.Counts()
        counts.written = written
        counts.consumedCapacity = units
        counts.throttledCalls = throttles
        counts.unprocessed = unprocessed
        return counts
    }

    @Test func `files, items, rates and the rest are told`() {
        var history = ProgressHistory()
        var sample = Self.sample(
            2, rows: 3000, bytes: 500_000,
            totals: SourceTotals(partitionCount: 3, rowCount: 12_000, byteCount: 2_000_000))
        sample.readersFinished = 1
        history.add(sample)
        #expect(
            history.text() == "1/3 files, 3,000/12,000 items, 1,500 items/s, 250.0 kB/s, 6.0 s left"
        )
    }

    @Test func `a table's line has write units and throttles`() {
        var history = ProgressHistory()
        let totals = SourceTotals(partitionCount: 1, byteCount: 2_000_000)
        history.add(
            Self.sample(
                4, rows: 5000, bytes: 1_000_000, totals: totals,
                writes: Self.writes(4000, units: 8000, throttles: 3)))
        // Of about 10,000 rows 4000 are written, in 4 seconds.
        #expect(
            history.text()
                == "0/1 files, 5,000 items, 1,000 items/s, 2,000 WCU/s, 3 throttles, 6.0 s left")
        history.add(
            Self.sample(
                5, rows: 5000, bytes: 1_000_000, totals: totals,
                writes: Self.writes(4000, units: 8000, throttles: 4, unprocessed: 17)))
        #expect(
            history.text()
                == "0/1 files, 5,000 items, 800 items/s, 1,600 WCU/s, 4 throttles,"
                + " 17 unprocessed, 7.5 s left")
    }

    @Test func `rates are those of the last seconds`() {
        var history = ProgressHistory()
        for second in 1...20 {
            history.add(
                Self.sample(
                    Double(second), rows: second * 1000,
                    writes: Self.writes(second * 1000, units: Double(second * 1000))))
        }
        for second in 21...25 {
            history.add(
                Self.sample(
                    Double(second), rows: 20_000 + (second - 20) * 10,
                    writes: Self.writes(20_000 + (second - 20) * 10, units: 20_000)))
        }
        #expect(history.text() == "20,050 items, 10 items/s, 0 WCU/s, 0 throttles")
    }

    @Test func `nothing is said of a rest that nobody knows`() {
        var history = ProgressHistory()
        #expect(history.text() == "0 items")
        history.add(Self.sample(1, rows: 10))
        #expect(history.text() == "10 items, 10 items/s, 0 B/s")
        // A source that knows its rows and has given none.
        var idle = ProgressHistory()
        idle.add(Self.sample(1, rows: 0, totals: SourceTotals(rowCount: 5)))
        #expect(idle.text() == "0/5 items, 0 items/s, 0 B/s")
    }

    @Test func `of two estimates of the whole the smaller counts`() {
        // Of a table of 10,000 rows an earlier run has read 9000.
        var history = ProgressHistory()
        history.add(
            Self.sample(
                1, rows: 100, bytes: 1000, totals: SourceTotals(rowCount: 10_000, byteCount: 10_000)
            ))
        #expect(history.text().hasSuffix("9.0 s left"))
        // Bytes that are counted when a large block ends.
        var blocks = ProgressHistory()
        blocks.add(
            Self.sample(
                1, rows: 500, bytes: 10, totals: SourceTotals(rowCount: 1000, byteCount: 1000)))
        #expect(blocks.text().hasSuffix("1.0 s left"))
    }

    @Test func `a load that goes on counts what was there before`() {
        var history = ProgressHistory()
        var sample = Self.sample(
            1, rows: 1000, totals: SourceTotals(rowCount: 2000), writes: Self.writes(10, units: 10))
        sample.rowsSettled = 900
        history.add(sample)
        #expect(history.text().hasSuffix("1.2 s left"))
    }

    @Test func `a narrow terminal is spared the lesser parts`() {
        var history = ProgressHistory()
        history.add(
            Self.sample(
                1, rows: 1000, totals: SourceTotals(partitionCount: 12, rowCount: 2000),
                writes: Self.writes(500, units: 500, throttles: 1, unprocessed: 2)))
        let whole = "1,000/2,000 items, 500 items/s, 500 WCU/s, 1 throttles, 3.0 s left"
        #expect(history.text(columns: whole.count) == whole)
        #expect(history.text(columns: whole.count + 14) == whole)
        #expect(
            history.text(columns: whole.count + 15)
                == "1,000/2,000 items, 500 items/s, 500 WCU/s, 1 throttles, 2 unprocessed,"
                + " 3.0 s left")
        #expect(history.text(columns: 200).hasPrefix("0/12 files, 1,000"))
        #expect(history.text(columns: 10) == "1,000/2,00")
        #expect(history.text(columns: 0) == "")
    }

    @Test func `what was long ago is forgotten`() {
        var history = ProgressHistory()
        for tick in 0..<100_000 {
            history.add(
                Self.sample(
                    Double(tick) * 0.2, rows: tick, totals: SourceTotals(rowCount: 100_100)))
        }
        #expect(history.text() == "99,999/100,100 items, 5 items/s, 0 B/s, 20.2 s left")
    }
}

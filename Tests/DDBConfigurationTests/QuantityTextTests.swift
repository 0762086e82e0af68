import DDBBase
import DDBConfiguration
import Testing

@Suite struct QuantityTextTests {
    @Test(arguments: [
        ("1s", Duration.seconds(1)), ("250ms", .milliseconds(250)), ("5m", .seconds(300)),
        ("1h30m", .seconds(5400)), ("1.5s", .milliseconds(1500)), ("0s", .zero),
        ("2d", .seconds(172_800)), ("7us", .microseconds(7)), ("0.000000001s", .nanoseconds(1)),
    ])
    func `durations are read`(text: String, span: Duration) {
        #expect(DurationText.parse(text) == span)
        #expect(DurationText.parse(DurationText.format(span)) == span)
    }

    @Test(arguments: [
        "", "1", "s", "-1s", "1 s", "1.s", ".5s", "1x", "1s2", "99999999999999999999s", "40000d",
        "1e3s", "1S", "٣s",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.seconds(90), "90s"), (.seconds(120), "2m"),
        (.milliseconds(1500), "1500ms"), (.nanoseconds(1), "1ns"), (.seconds(86_400), "1d"),
    ])
    func `durations are written`(span: Duration, text: String) {
        #expect(DurationText.format(span) == text)
    }

    @Test(arguments: [
        ("0", 0), ("512", 512), ("512B", 512), ("64KiB", 65_536), ("1 MiB", 1 << 20),
        ("10KB", 10_000), ("1_000", 1000), ("2GB", 2_000_000_000), ("1TiB", 1 << 40),
    ])
    func `sizes are read`(text: String, byteCount: Int) {
        #expect(ByteSizeText.parse(text) == byteCount)
        #expect(ByteSizeText.parse(ByteSizeText.format(byteCount)) == byteCount)
    }

    @Test(arguments: ["", "KiB", "-1", "1.5GiB", "1kb", "9999999999TiB", "1  B", "1B ", "_"])
    func `what is no size is refused`(text: String) {
        #expect(ByteSizeText.parse(text) == nil)
    }

    @Test(arguments: [
        ("lnaes", "lanes"), ("lane", "lanes"), ("LANES", "lanes"), ("pth", "path"),
    ])
    func `the nearest name is found`(name: String, nearest: String) {
        #expect(NearestName.find(name, in: ["path", "lanes", "sink.batch.max-size"]) == nearest)
    }

    @Test func `a name that is not near is not guessed`() {
        #expect(NearestName.find("zebra", in: ["path", "lanes"]) == nil)
        #expect(NearestName.find("", in: []) == nil)
        #expect(NearestName.find(String(repeating: "x", count: 100_000), in: ["path"]) == nil)
    }
}

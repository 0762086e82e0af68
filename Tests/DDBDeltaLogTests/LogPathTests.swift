import DDBDeltaLog
import Testing

@Suite struct LogPathTests {
    @Test(arguments: [
        ("part-1.parquet", "part-1.parquet"), ("a b", "a%20b"), ("100%", "100%25"),
        ("x%20y", "x%2520y"), ("k=v/p#?", "k=v/p%23%3F"), ("caf\u{E9}", "caf%C3%A9"),
        ("a:b", "a%3Ab"), ("", ""), ("\u{1F600}\n\"", "%F0%9F%98%80%0A%22"),
    ])
    func `a path is encoded once and decoded once`(path: String, text: String) {
        #expect(LogPath.encode(path) == text)
        #expect(LogPath.decode(text) == path)
        #expect(LogPath.decode(LogPath.encode(text)) == text)
    }

    @Test(arguments: [("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%41%", "A%"), ("+", "+")])
    func `what is no escape stands for itself`(text: String, path: String) {
        #expect(LogPath.decode(text) == path)
    }

    @Test func `absolute paths are told from relative ones`() {
        for path in ["a", "a/b:c", "_x", "a/b", "a:b", ":/a", "ts=1 10:00:00/a", "a=b:/c"] {
            #expect(LogPath.isRelative(path))
        }
        for path in ["/a", "file:/a", "s3://b/a", "abfss://c@h/a"] {
            #expect(!LogPath.isRelative(path))
        }
    }

    @Test func `commits have twenty digits`() {
        #expect(LogPath.commit(0) == "_delta_log/00000000000000000000.json")
        #expect(LogPath.commit(.max) == "_delta_log/09223372036854775807.json")
    }
}

import ArgumentParser
import DDBConfiguration

/// A time span on the command line: `500ms`, `30s`, `1m30s`.
struct DurationArgument: ExpressibleByArgument {
    let value: Duration

    init?(argument: String) {
        guard let value = DurationText.parse(argument), value > .zero else { return nil }
        self.value = value
    }
}

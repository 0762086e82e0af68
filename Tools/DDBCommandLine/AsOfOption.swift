import ArgumentParser
import DDBStore

/// Says at which point of its history a table is read.
struct AsOfOption: ParsableArguments {
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "Read the table as it was: a version's number, or a time like 2026-01-01T00:00:00Z.",
            valueName: "version|time"))
    var argument: TablePointArgument?

    /// The point; nil for the newest version.
    var point: TablePoint? { argument?.value }
}

/// A version or a time on the command line.
struct TablePointArgument: ExpressibleByArgument {
    let value: TablePoint

    init?(argument: String) {
        guard let value = TablePoint(argument) else { return nil }
        self.value = value
    }
}

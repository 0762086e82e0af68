import DDBBase

/// The room of exports: the logs that tables are recovered by, the book of exports, and who writes
/// them.
struct ExportRoom: ClockFollower {
    let service: ExportService
    private let runner: ExportRunner
    private let book: ExportBook

    init(
        _ settings: TableExportSettings, tables: TableEngine, history: RecoveryHistory,
        book: ExportBook, objects: S3Store, random: any RandomSource
    ) {
        self.book = book
        runner = ExportRunner(
            tables: tables, history: history, book: book, objects: objects,
            fileBytes: settings.fileBytes)
        service = ExportService(
            tables: tables, history: history, book: book, runner: runner, settings: settings,
            random: random)
    }

    /// Writes exports until the task is cancelled.
    func run() async { await runner.run() }

    func timePassed(now: Instant) {
        book.forget(now: now)
        runner.wake()
    }
}

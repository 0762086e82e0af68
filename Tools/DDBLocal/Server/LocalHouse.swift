import DDBBase
import DDBTestKit
import Logging

/// All services of a local endpoint and what they share.
///
/// A new room is made here: it is created, given to ``LocalDispatch``, and told of time and changes
/// where it asks for them.
final class LocalHouse: Sendable {
    /// How often what falls due is looked for.
    private static let interval = Duration.seconds(1)

    let clock: LocalClock
    let faults: FaultPlan
    let keys: KeyRing
    let tables: TableEngine
    let objects: S3Store
    let dispatch: LocalDispatch
    private let exports: ExportRoom
    private let followers: [any ClockFollower]
    private let journal: Journal?
    private let logger: Logger
    private let machine: any TimeSource

    init(
        _ settings: LocalSettings, clock: LocalClock, machine: any TimeSource, logger: Logger
    ) async throws {
        self.clock = clock
        self.logger = logger
        self.machine = machine
        faults = FaultPlan(settings.faults, random: SeededRandom(seed: settings.seed ^ 0xFA17))
        var settings = settings
        if let folder = settings.dataFolder {
            // Names that a start before has given are not to be given again.
            settings.seed &+= try Journal.startCount(folder) &* 0xD1B5_4A32_D192_ED03
        }
        let random = SeededRandom(seed: settings.seed)
        keys = KeyRing(settings.keys, commonSecret: settings.commonSecret)
        let check = CallerCheck(
            accountID: settings.accountID, isOn: settings.checksSignatures, keys: keys,
            machine: machine, clock: clock)
        let streaming = Streaming(settings)
        let history = RecoveryHistory(bytesMax: settings.exports.historyBytesMax)
        let book = ExportBook(concurrentMax: settings.exports.concurrentMax)
        let keeper = TableKeeper()
        // A call's record of the journal comes before what streams make of it, and behind what the
        // items were before: a log that is torn between them still leads back to what was.
        let kept: [any ChangeObserver] = settings.dataFolder == nil ? [] : [keeper]
        tables = TableEngine(
            TableSettings(settings), clock: clock, random: random,
            observers: [history] + kept + [streaming.follower, streaming.kinesisFollower])
        let handedOut = HandedOutKeys(keys)
        if let folder = settings.dataFolder {
            journal = try await Self.journal(
                folder, settings, tables, keeper, streaming.keepers,
                RecoveryKeeper(history: history, book: book), handedOut)
        } else {
            journal = nil
        }
        let screen = FaultScreen(faults: faults, machine: machine)
        do {
            objects = try await Self.objects(settings, clock: clock, random: random)
        } catch {
            // Otherwise this process would hold the folder's lock for ever.
            try await journal?.close()
            throw error
        }
        exports = ExportRoom(
            settings.exports, tables: tables, history: history, book: book, objects: objects,
            random: random)
        dispatch = LocalDispatch(
            services: streaming.services(
                beside: tables, exports.service, clock: clock, machine: machine), check: check,
            journal: journal, faults: faults, machine: machine,
            random: random,
            admin: AdminEndpoint(clock: clock, faults: faults),
            others: S3Endpoint(
                service: S3Service(store: objects, accountID: settings.accountID), check: check,
                screen: screen, random: random),
            tokens: STSEndpoint(
                service: STSService(
                    accountID: settings.accountID, clock: clock, random: random,
                    handedOut: handedOut),
                check: check, screen: screen, random: random, journal: journal))
        dispatch.admin.add("streams", StreamRoom(engine: streaming.engine, clock: clock))
        followers = [tables, history, streaming.follower, streaming.kinesisFollower, exports]
        dispatch.admin.timePassed = { [followers, clock] in
            for follower in followers { follower.timePassed(now: clock.now) }
        }
    }

    /// Brings back what a folder kept, and begins to write what happens.
    private static func journal(
        _ folder: String, _ settings: LocalSettings, _ tables: TableEngine, _ keeper: TableKeeper,
        _ keepers: Streaming.Keepers, _ recovery: RecoveryKeeper, _ handedOut: HandedOutKeys
    ) async throws -> Journal {
        keeper.attach(tables)
        let journal = try await Journal.open(
            folder,
            rooms: [
                keeper, recovery, keepers.streams, keepers.destinations, keepers.kinesis,
                handedOut,
            ],
            logBytesMax: settings.logBytesMax)
        keeper.attach(journal)
        recovery.attach(journal, tables: tables)
        keepers.attach(journal)
        handedOut.attach(journal)
        return journal
    }

    /// The buckets, with what the folder kept; the journal holds the folder's lock by now.
    private static func objects(
        _ settings: LocalSettings, clock: LocalClock, random: any RandomSource
    ) async throws(JournalError) -> S3Store {
        let result = await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
            () -> Result<S3Store, JournalError> in
            do throws(JournalError) {
                return .success(
                    try S3Store(
                        clock: clock, random: random,
                        folder: settings.dataFolder.map { S3Folder(dataFolder: $0) }))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Does at once what falls due.
    func timePassed() {
        for follower in followers { follower.timePassed(now: clock.now) }
    }

    /// Runs a body while looking for what falls due.
    func running(_ body: () async throws -> Void) async throws {
        // Both end with the scope, which cancels them and waits for them.
        async let _ = follow()
        async let _ = exports.run()
        try await body()
    }

    private func follow() async {
        while !Task.isCancelled {
            do {
                try await machine.sleep(for: Self.interval)
            } catch {
                return
            }
            timePassed()
            do throws(JournalError) {
                try await journal?.rotate()
            } catch {
                // Nothing is lost by that: the log goes on to grow.
                logger.error("No snapshot was made: \(error.message)")
            }
        }
    }

    /// Ends what is kept beyond the process.
    func close() async throws {
        try await journal?.close()
    }
}

/// What follows the changes of tables: their streams, and streams of Kinesis.
private struct Streaming {
    let engine: StreamEngine
    let follower: StreamFollower
    let kinesisFollower: KinesisFollower
    private let kinesis: KinesisEngine
    private let destinations: KinesisDestinations

    init(_ settings: LocalSettings) {
        engine = StreamEngine(
            region: settings.region, settings: settings.streams,
            transition: settings.transition, random: SeededRandom(seed: settings.seed ^ 0x57EA))
        follower = StreamFollower(engine: engine)
        kinesis = KinesisEngine(
            region: settings.region, accountID: settings.accountID, settings: settings.kinesis)
        destinations = KinesisDestinations(
            kinesis, transition: settings.transition,
            random: SeededRandom(seed: settings.seed ^ 0x1E5))
        kinesisFollower = KinesisFollower(destinations: destinations, engine: kinesis)
    }

    /// What writes into a journal; each lock is taken before that of the next.
    struct Keepers {
        let streams: StreamKeeper
        let destinations: DestinationKeeper
        let kinesis: KinesisKeeper

        /// Begins to write; after everything is restored.
        func attach(_ journal: Journal) {
            streams.attach(journal)
            destinations.attach(journal)
            kinesis.attach(journal)
        }
    }

    var keepers: Keepers {
        Keepers(
            streams: StreamKeeper(engine: engine),
            destinations: DestinationKeeper(destinations: destinations),
            kinesis: KinesisKeeper(engine: kinesis))
    }

    func services(
        beside tables: TableEngine, _ exports: ExportService, clock: LocalClock,
        machine: any TimeSource
    ) -> [any JSONService] {
        [
            DynamoDBService(
                engine: tables,
                extensions: [
                    StreamingDestinations(
                        engine: tables, destinations: destinations, kinesis: kinesis),
                    exports,
                ], history: exports.history),
            DynamoDBStreamsService(engine: engine, clock: clock, machine: machine),
            KinesisService(engine: kinesis, clock: clock, machine: machine),
        ]
    }
}

import DDBBase
import DDBTestKit

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
    private let followers: [any ClockFollower]
    private let journal: Journal?
    private let machine: any TimeSource

    init(
        _ settings: LocalSettings, clock: LocalClock, machine: any TimeSource
    ) async throws {
        self.clock = clock
        self.machine = machine
        let random = SeededRandom(seed: settings.seed)
        faults = FaultPlan(settings.faults, random: SeededRandom(seed: settings.seed ^ 0xFA17))
        keys = KeyRing(settings.keys, commonSecret: settings.commonSecret)
        let check = CallerCheck(
            accountID: settings.accountID, isOn: settings.checksSignatures, keys: keys,
            machine: machine, clock: clock)
        let keeper = TableKeeper()
        tables = TableEngine(
            TableSettings(settings), clock: clock, random: random,
            observers: settings.dataFolder == nil ? [] : [keeper])
        if let folder = settings.dataFolder {
            keeper.attach(tables)
            let journal = try await Journal.open(folder, rooms: [keeper], engine: tables)
            keeper.attach(journal)
            self.journal = journal
        } else {
            journal = nil
        }
        let services: [any JSONService] = [DynamoDBService(engine: tables)]
        let screen = FaultScreen(faults: faults, machine: machine)
        do {
            objects = try await Self.objects(settings, clock: clock, random: random)
        } catch {
            // Otherwise this process would hold the folder's lock for ever.
            try await journal?.close()
            throw error
        }
        dispatch = LocalDispatch(
            services: services, check: check, journal: journal, faults: faults, machine: machine,
            random: random,
            admin: AdminEndpoint(clock: clock, faults: faults),
            others: S3Endpoint(
                service: S3Service(store: objects, accountID: settings.accountID), check: check,
                screen: screen, random: random),
            tokens: STSEndpoint(
                service: STSService(
                    accountID: settings.accountID, clock: clock, keys: keys, random: random),
                check: check, screen: screen, random: random))
        followers = [tables]
        dispatch.admin.timePassed = { [followers, clock] in
            for follower in followers { follower.timePassed(now: clock.now) }
        }
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
        // Ends with the scope, which cancels it and waits for it.
        async let _ = follow()
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
                try await journal?.rotate(tables)
            } catch {
                // The journal remembers, and every call from now on is told.
                continue
            }
        }
    }

    /// Ends what is kept beyond the process.
    func close() async throws {
        try await journal?.close()
    }
}

import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Threads of one's own for work that blocks or computes for long: file system calls, inflating,
/// encoding, SQL.
///
/// Swift's cooperative pool has a thread a core, and a blocked one starves everybody. Work goes to
/// a pool as `withTaskExecutorPreference(pool) { ... }`; jobs start in the order in which they
/// come.
public final class ThreadPool: TaskExecutor {
    private let queue: JobQueue

    /// Starts the threads.
    ///
    /// Where the system refuses some of the threads the pool works with the others.
    ///
    /// - Parameter threadCount: How many jobs run at once; at least 1.
    public init(threadCount: Int) {
        precondition(threadCount >= 1, "a pool needs a thread")
        queue = JobQueue()
        var started = 0
        for _ in 0..<threadCount where queue.startThread() { started += 1 }
        precondition(started > 0, "the system gives this process no further thread")
    }

    deinit { queue.close() }

    /// Adds a job.
    public func enqueue(_ job: consuming ExecutorJob) {
        unsafe queue.push(UnownedJob(job), executor: asUnownedTaskExecutor())
    }
}

/// The jobs that wait, and the condition on which idle threads sleep.
///
/// The threads hold the queue and not the pool, so that a pool nobody uses ends them.
@safe private final class JobQueue: @unchecked Sendable {
    // Sendable because `jobs`, `head` and `isClosed` are touched only while `mutex` is held.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [(UnownedJob, UnownedTaskExecutor)] = unsafe []
    private var head = 0
    private var isClosed = false

    init() {
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func push(_ job: UnownedJob, executor: UnownedTaskExecutor) {
        unsafe pthread_mutex_lock(mutex)
        unsafe jobs.append((job, executor))
        unsafe pthread_mutex_unlock(mutex)
        // A thread that is woken while the mutex is held would only wait for that.
        unsafe pthread_cond_signal(condition)
    }

    func close() {
        unsafe pthread_mutex_lock(mutex)
        isClosed = true
        unsafe pthread_cond_broadcast(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Returns whether the system gave a thread.
    func startThread() -> Bool {
        let context = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, runJobs, context.toOpaque()) == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// The next job, or nil when the pool is closed and nothing waits.
    func pop() -> (UnownedJob, UnownedTaskExecutor)? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while unsafe head == jobs.count {
            if isClosed { return nil }
            unsafe pthread_cond_wait(condition, mutex)
        }
        let next = unsafe jobs[head]
        head += 1
        if unsafe head == jobs.count {
            unsafe jobs.removeAll(keepingCapacity: true)
            head = 0
        }
        return unsafe next
    }
}

private func runJobs(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let queue = unsafe Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue()
    while let (job, executor) = unsafe queue.pop() {
        unsafe job.runSynchronously(on: executor)
    }
    return nil
}

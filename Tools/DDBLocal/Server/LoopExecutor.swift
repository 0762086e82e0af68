import NIOCore

/// Runs tasks on the event loop of a connection, so that a call changes no thread on its way from
/// the socket to the tables and back.
///
/// What blocks has threads of its own (``Journal``, ``S3Store``).
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

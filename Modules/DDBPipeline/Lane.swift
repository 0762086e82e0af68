import Synchronization

/// One of the parallel ways through a pipeline.
struct Lane {
    let source: any SourceSession
    let transforms: [any TransformComponent]
    let context: RunContext
    let isDraining: () -> Bool

    /// Reads readers until there are no more, and closes the sink's lane in any case.
    func drive(_ run: any RunOutput, index: Int) async throws {
        let output = try await run.openLane(index)
        do {
            while !isDraining(), let reader = try await nextReader() {
                do {
                    try await drive(reader, output)
                } catch {
                    await reader.close()
                    throw error
                }
                await reader.close()
            }
            try await output.finish()
        } catch {
            await output.close()
            throw error
        }
        await output.close()
    }

    private func nextReader() async throws -> (any SourceReader)? {
        try Task.checkCancellation()
        do {
            return try await source.nextReader()
        } catch {
            throw PipelineError.wrap(error, .sourceFailed, component: context.sourceTitle)
        }
    }

    private func drive(_ reader: any SourceReader, _ output: any LaneOutput) async throws {
        while !isDraining() {
            try Task.checkCancellation()
            try await output.waitForRoom()
            let step: SourceStep
            do {
                step = try await reader.next()
            } catch {
                throw PipelineError.wrap(
                    error, .sourceFailed, component: context.sourceTitle,
                    partition: reader.partition)
            }
            switch step {
            case .batch(let batch):
                context.counters.read(batch)
                context.metrics.read(batch)
                try await output.put(try await transform(batch, from: reader))
            case .idle:
                try await output.sourceIsIdle()
            case .end:
                context.counters.readersFinished.wrappingAdd(1, ordering: .relaxed)
                return
            }
            try await output.pause()
        }
    }

    private func transform(_ batch: Batch, from reader: any SourceReader) async throws -> Batch {
        var batch = batch
        for transform in transforms where batch.rowCount > 0 {
            do {
                batch.items = try await transform.apply(batch.items)
            } catch {
                throw PipelineError.wrap(
                    error, .transformFailed, component: type(of: transform).spec.title,
                    partition: reader.partition)
            }
        }
        return batch
    }
}

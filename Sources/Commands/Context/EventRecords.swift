import Events
import Reports
import Synchronization

/// The records of `--events ndjson`, numbered from the command's start to its end.
final class EventRecords: Sendable {
    private struct State {
        var count = 0
        /// Of the last event; also what is waited for belongs to it.
        var phase = Event.Phase.plan
        var isSimulated = false
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// From now on, also where an event does not say so.
    func areOfSimulatedCluster() { state.withLock { $0.isSimulated = true } }

    func emit(_ event: Event, to output: any Output) { state.withLock { emit(event, to: output, &$0) } }

    /// What takes long is progress of what happened last; before anything has, of the plan.
    func waits(_ line: String, to output: any Output) {
        state.withLock { state in
            emit(Event(.progress, state.phase, line, isSimulated: state.isSimulated), to: output, &state)
        }
    }

    /// Numbered and written under one lock, so that the file's order is the numbers' order.
    private func emit(_ event: Event, to output: any Output, _ state: inout State) {
        state.count += 1
        output.line(EventRecord.render(event, sequence: state.count, elapsed: ContinuousClock.now - start))
        state.phase = event.phase
        state.isSimulated = state.isSimulated || event.isSimulated
    }
}

public import Events

extension OperatorInstaller {
    /// How many are installed at once.
    static let limit = 4

    /// Installs all of them, those that have nothing to do with each other side by side.
    ///
    /// Once one fails, none is begun any more; those under way come to their end.
    /// - Parameters:
    ///   - plans: what is needed before what needs it.
    ///   - done: is told of each as it ends well, one at a time.
    /// - Returns: in the order of `plans`.
    /// - Throws: the first error; `done` was told of what had been finished by then.
    public func install(
        _ plans: [OperatorPlan], events: any EventSink, done: (OperatorOutcome) -> Void = { _ in }
    ) async throws -> [OperatorOutcome] {
        try await withThrowingTaskGroup(of: InstalledOperator.self) { group in
            var schedule = OperatorSchedule(plans)
            var ended: [InstalledOperator] = []
            repeat {
                if !ended.contains(where: { $0.error != nil }) {
                    for index in schedule.ready(limit: Self.limit) {
                        group.addTask { await installed(plans[index], index, events) }
                    }
                }
                guard let one = try await group.next() else { break }
                schedule.finish(one.index)
                ended.append(one)
                if let outcome = one.outcome { done(outcome) }
            } while true
            if let error = ended.lazy.compactMap(\.error).first { throw error }
            return ended.sorted { $0.index < $1.index }.compactMap(\.outcome)
        }
    }

    private func installed(
        _ plan: OperatorPlan, _ index: Int, _ events: any EventSink
    ) async -> InstalledOperator {
        do {
            return InstalledOperator(index: index, outcome: try await install(plan, events: events), error: nil)
        } catch {
            return InstalledOperator(index: index, outcome: nil, error: error)
        }
    }
}

/// How one of several ended: not a tuple with a `Result`, which the optimizer of Swift 6.3 mixes up between tasks.
private struct InstalledOperator: Sendable {
    var index: Int
    var outcome: OperatorOutcome?
    var error: (any Error)?
}

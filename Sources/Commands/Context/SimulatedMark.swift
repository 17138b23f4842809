import Synchronization

/// Remembers whether what a command has printed says that its cluster is simulated.
final class SimulatedMark: Sendable {
    /// What stands under text about a simulated cluster.
    static let line = "(simulated cluster: no container runs and no model answers)"

    private let flag = Atomic(false)

    var isSaid: Bool { flag.load(ordering: .acquiring) }

    func take() { flag.store(true, ordering: .releasing) }

    /// Runs `body`, and says on standard error what nothing it printed has said: lists may be empty, manifests are for
    /// other programs, and errors are about something else.
    static func with<Result>(
        _ isSimulated: Bool, _ context: CommandContext, _ body: (SimulatedMark) async throws -> Result
    ) async throws -> Result {
        let mark = SimulatedMark()
        if isSimulated { context.records.areOfSimulatedCluster() }
        defer { if isSimulated && !mark.isSaid { context.standardError.line(line) } }
        return try await body(mark)
    }
}

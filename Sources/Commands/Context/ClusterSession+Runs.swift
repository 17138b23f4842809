import Events
import Kubernetes
import Releases

extension ClusterSession {
    /// Which cluster answers now, for a command that plans before it is known where its journal goes; nil where that cannot
    /// be asked yet.
    ///
    /// - Throws: `CancellationError` only.
    func identityAtStart() async throws -> ClusterIdentity? {
        do {
            return try await client.identity()
        } catch is KubernetesError {
            return nil  // Whatever asks next says why.
        }
    }

    /// The engine as part of the run that a command is: held to the cluster that it begins with, its journal kept.
    ///
    /// - Parameters:
    ///   - command: without the program's name, such as `release upgrade`.
    ///   - namespace: where the journal is kept.
    ///   - cluster: on which the command has planned; nil takes the one that answers now.
    func recorded(
        _ engine: ReleaseEngine, _ command: String, in namespace: String, on cluster: ClusterIdentity? = nil,
        _ context: CommandContext
    ) async throws -> (engine: ReleaseEngine, run: RunRecorder) {
        var engine = engine
        let begun = if let cluster { cluster } else { try await client.identity() }
        let run = RunRecorder(
            "groundcrew \(command)", namespace: namespace, client: client, cluster: begun,
            isSimulated: isSimulated, folder: context.runsFolder)
        engine.command = run.identity.command
        engine.recorder = run
        return (engine, run)
    }

    /// Shows what happens in this cluster while a body runs, and keeps it in the run's journal.
    func showing<Result: Sendable>(
        _ run: RunRecorder, _ format: EventFormat, _ context: CommandContext,
        _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        try await showing(format, context) { events in try await run.run(telling: events, body) }
    }

    func runs(_ context: CommandContext) async throws -> RunReader {
        RunReader(client: client, cluster: try await client.identity(), folder: context.runsFolder)
    }
}

extension CommandContext {
    /// `$XDG_STATE_HOME/groundcrew/runs`, else below `$HOME/.local/state`; nil when neither is set.
    var runsFolder: String? {
        // The specification has relative paths ignored.
        func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let base = folder("XDG_STATE_HOME") ?? folder("HOME").map { "\($0)/.local/state" }
        return base.map { "\($0)/groundcrew/runs" }
    }
}

import Kubernetes
import Processes
import Synchronization

/// Remembers whether a command has changed its cluster, or may have.
final class ChangeNote: Sendable {
    private let seen = Mutex<ClusterChange?>(nil)

    /// What is certain outweighs what is possible; nil as long as nothing was sent that could change anything.
    var change: ClusterChange? { seen.withLock { $0 } }

    var hasChanged: Bool { change != nil }

    func take(_ change: ClusterChange) {
        seen.withLock { seen in
            if seen != .made { seen = change }
        }
    }
}

/// An error after which something in the cluster is not as it was before the command, or may not be.
struct ChangedFailure: Error {
    var underlying: any Error
    var change = ClusterChange.made
}

/// An error that ended a command before the last of its steps was tried.
struct PartialFailure: Error {
    var underlying: any Error
}

/// Takes note of the programs that change the cluster: Helm, where it does more than look.
struct NotedProcesses: ProcessRunning {
    let processes: any ProcessRunning
    let changes: ChangeNote

    func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
        let isChange =
            ["install", "upgrade", "rollback", "uninstall"].contains(command.arguments.first)
            && !command.arguments.contains { $0.hasPrefix("--dry-run") }
        do {
            let result = try await processes.run(command, timeout: timeout)
            if isChange { changes.take(result.succeeded ? .made : .possible) }
            return result
        } catch let error as ProcessError where error.code == .notFound || error.code == .cannotStart {
            throw error
        } catch {
            if isChange { changes.take(.possible) }
            throw error
        }
    }
}

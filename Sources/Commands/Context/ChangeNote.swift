import Processes
import Synchronization

/// Remembers whether a command has changed its cluster, or may have.
final class ChangeNote: Sendable {
    private let flag = Atomic(false)

    var hasChanged: Bool { flag.load(ordering: .acquiring) }

    func take() { flag.store(true, ordering: .releasing) }
}

/// An error after which something in the cluster is not as it was before the command.
struct ChangedFailure: Error {
    var underlying: any Error
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
            if isChange { changes.take() }
            return result
        } catch let error as ProcessError where error.code == .notFound || error.code == .cannotStart {
            throw error
        } catch {
            if isChange { changes.take() }
            throw error
        }
    }
}

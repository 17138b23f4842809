import Kubernetes

/// Does the same to one deployment after another; one that fails does not keep the others from their turn.
enum EachDeployment {
    /// - Parameter change: what has been done to the cluster; asked for once all have had their turn.
    /// - Throws: only when cancelled.
    static func run<Result>(
        _ references: [DeploymentReference], change: () -> ClusterChange? = { nil },
        _ body: (DeploymentReference) async throws -> Result
    ) async throws -> (results: [Result], failures: [CommandFailure]) {
        var results: [Result] = []
        var errors: [any Error] = []
        for reference in references {
            do {
                results.append(try await body(reference))
            } catch let error as CancellationError {
                throw error
            } catch {
                errors.append(error)
            }
        }
        let made = change()
        return (results, errors.map { CommandFailure(describing: $0, change: made) })
    }

    /// Ends with what failed: a failure beats what was left part-way, and that what could not be decided.
    static func finish(_ failures: [CommandFailure], of count: Int) throws(CommandFailure) {
        guard let first = failures.first else { return }
        guard failures.count > 1 else { throw first }
        let statuses = Set(failures.map(\.status))
        let status: ExitStatus =
            statuses.count == 1
            ? first.status
            : statuses.isSubset(of: [.undecided, .incomplete]) ? .incomplete : .failed
        let messages = failures.map { failure in
            (failure.message ?? failure.description) + (failure.hint.map { "\n  next: \($0)" } ?? "")
        }
        throw CommandFailure(
            status,
            "\(failures.count) of \(count) failed:\n" + messages.joined(separator: "\n"))
    }
}

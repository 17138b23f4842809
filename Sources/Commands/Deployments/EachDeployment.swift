import Kubernetes

/// Does the same to one deployment after another; one that fails does not keep the others from their turn.
enum EachDeployment {
    /// - Throws: only when cancelled.
    static func run<Result>(
        _ references: [DeploymentReference], _ body: (DeploymentReference) async throws -> Result
    ) async throws -> (results: [Result], failures: [CommandFailure]) {
        var results: [Result] = []
        var failures: [CommandFailure] = []
        for reference in references {
            do {
                results.append(try await body(reference))
            } catch let error as CancellationError {
                throw error
            } catch {
                failures.append(CommandFailure(describing: error))
            }
        }
        return (results, failures)
    }

    /// Ends with what failed: a failure beats what could not be decided.
    ///
    /// - Parameter change: what was done to the cluster; with any, or if that is possible, what is undecided is left
    ///   part-way.
    static func finish(_ failures: [CommandFailure], of count: Int, change: ClusterChange?) throws(CommandFailure) {
        guard let first = failures.first else { return }
        guard failures.count > 1 else {
            var failure = first
            if change != nil && failure.status == .undecided {
                failure.status = .incomplete
                if change == .possible {
                    failure.hint = [
                        failure.hint, "the cluster may have been changed; run the same command again to go on",
                    ]
                    .compactMap(\.self).joined(separator: "; ")
                }
            }
            throw failure
        }
        let isFailed = failures.contains { ![.undecided, .incomplete].contains($0.status) }
        let messages = failures.map { failure in
            (failure.message ?? failure.description) + (failure.hint.map { "\n  next: \($0)" } ?? "")
        }
        throw CommandFailure(
            isFailed ? .failed : change != nil ? .incomplete : .undecided,
            "\(failures.count) of \(count) failed:\n" + messages.joined(separator: "\n"))
    }
}

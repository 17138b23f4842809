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
    /// - Parameter hasChanged: whether some of it was done, so that what is undecided is left part-way.
    static func finish(_ failures: [CommandFailure], of count: Int, hasChanged: Bool) throws(CommandFailure) {
        guard let first = failures.first else { return }
        guard failures.count > 1 else {
            var failure = first
            if hasChanged && failure.status == .undecided { failure.status = .incomplete }
            throw failure
        }
        let isFailed = failures.contains { ![.undecided, .incomplete].contains($0.status) }
        let messages = failures.map { failure in
            (failure.message ?? failure.description) + (failure.hint.map { "\n  next: \($0)" } ?? "")
        }
        throw CommandFailure(
            isFailed ? .failed : hasChanged ? .incomplete : .undecided,
            "\(failures.count) of \(count) failed:\n" + messages.joined(separator: "\n"))
    }
}

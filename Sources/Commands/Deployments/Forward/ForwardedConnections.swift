import Deployments
import Reports

/// Serves the connections of a forwarded port, each by a pod.
struct ForwardedConnections: Sendable {
    let route: EndpointRoute
    let errors: any Output

    /// Returns when either side is done; what goes wrong on the way to a pod is said.
    func serve(_ local: any LocalConnection) async {
        let connection: EndpointConnection
        do {
            connection = try await route.connect()
        } catch {
            return tell("a connection was closed, because no pod took it", error)
        }
        if let former = connection.former {
            errors.line("note: pod \(former.name) is left, going on with pod \(connection.pod.name)")
        }
        do {
            try await PortRelay.run(local, connection.stream)
        } catch let error as PortRelay.PodSide {
            await route.lose(connection.pod)
            tell("a connection to pod \(connection.pod.name) broke", error.underlying)
        } catch {
            // The program at the other end is gone, or the command ends.
        }
    }

    private func tell(_ words: String, _ error: any Error) {
        if error is CancellationError { return }
        errors.line("note: \(words): \(plainLine(CommandFailure(describing: error).description))")
    }
}

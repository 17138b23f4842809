import Events
import HTTP
import Kubernetes
import Value

/// The end of the log of a container that ended badly, without what looks like a secret: it goes into messages, records and
/// the logs of whoever runs this.
struct LogQuotation: Sendable {
    private let client: KubernetesClient

    init(client: KubernetesClient) { self.client = client.patient(for: .zero) }

    /// What the pod wrote last, or why that cannot be read, which must not hide the failure; empty where there is no
    /// pod any more. To follow a message.
    ///
    /// - Throws: `CancellationError` alone.
    func text(of awaited: Awaited, _ fault: Fault) async throws -> String {
        do {
            guard let pod = try await pod(of: awaited, fault) else { return "" }
            let text = TextRedaction.redacted(try await lines(of: pod, awaited.namespace, fault))
            return text.isEmpty ? "" : "; its log ends:\n\(text)"
        } catch let error as CancellationError {
            throw error
        } catch {
            return "; its log could not be read: \(error)"
        }
    }

    private func pod(of awaited: Awaited, _ fault: Fault) async throws -> String? {
        if let object = fault.object {
            return object.hasPrefix("pod/") ? String(object.dropFirst(4)) : nil
        }
        if awaited.type.kind == "Pod" { return awaited.name }
        guard awaited.type.kind == "Job" else { return nil }
        return try await PodFinder(client: client).newestPod(ofJob: awaited.name, namespace: awaited.namespace)
    }

    /// Of the run that ended, where the container is being started again.
    private func lines(of pod: String, _ namespace: String?, _ fault: Fault) async throws -> String {
        var options = LogOptions(container: fault.container, tailLines: Pace.logLines)
        if [.crashLoop, .outOfMemory].contains(fault.cause) {
            options.previous = true
            do {
                return try await read(pod, namespace, options)
            } catch let error as KubernetesError where error.code == .badRequest || error.isNotFound {
                // It has no former run, or its log is gone.
                options.previous = false
            }
        }
        return try await read(pod, namespace, options)
    }

    private func read(_ pod: String, _ namespace: String?, _ options: LogOptions) async throws -> String {
        let body = try await client.logs(pod: pod, namespace: namespace, options: options)
        return String(decoding: try await body.collect(upTo: Pace.logBytes), as: UTF8.self)
    }
}

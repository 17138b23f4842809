import HTTP
import Kubernetes
import Value

/// The third way to a service in the cluster: by port-forward to its pods.
extension FactGatherer {
    /// NATS' own greeting from one of its pods; nil where port-forward tells nothing better than what is known already.
    ///
    /// The API server's HTTP proxy cannot read it: NATS speaks first, and its monitor may be off or forbidden.
    func forwardedGreeting(_ place: Subject.Service.Monitor, port: Int) async throws -> Value? {
        do {
            let greeting = try await askPods(place) { pod in
                try await self.forwarded(pod, place, port: port) { stream in
                    let line = try await stream.greeting(
                        within: PreflightLimits.connect, upTo: PreflightLimits.probeBytes)
                    return NATSGreeting.value(of: line).merged(with: ["address": .string("\(pod):\(port)")])
                }
            }
            return greeting["state"]?.string == ProbeState.up.rawValue ? greeting : nil
        } catch is UnknownReason {
            // What was tried before has its own reason, which names what the user can change.
            return nil
        }
    }

    /// GETs a path from a pod whose proxy the API server refuses; `refusal` stays the reason when this fails as well.
    func forwardedProbe(
        _ pod: String, _ place: Subject.Service.Monitor, path: String, refusal: KubernetesError,
        read: @Sendable (Int, [UInt8]) -> Value
    ) async throws -> Value {
        do {
            return try await forwarded(pod, place, port: place.port) { stream in
                let response = try await stream.get(
                    path, within: PreflightLimits.answer, upTo: PreflightLimits.probeBytes)
                return read(response.status, try await response.body.collect(upTo: PreflightLimits.probeBytes))
            }
        } catch let reason as UnknownReason {
            var refused = UnknownReason(refusal)
            if reason.code != .failed { refused.message += "; nor by port-forward: \(reason.message)" }
            throw refused
        }
    }

    private func forwarded(
        _ pod: String, _ place: Subject.Service.Monitor, port: Int, _ ask: (PortForwardStream) async throws -> Value
    ) async throws -> Value {
        guard let client else { throw noClient }
        let stream: PortForwardStream
        do {
            stream = try await client.portForward(pod: pod, namespace: place.namespace, port: port)
        } catch let error as KubernetesError {
            // Nothing of this comes from the pod: a kubelet that refuses connections says nothing about the service.
            throw UnknownReason(error)
        }
        do {
            return try await ask(stream)
        } catch let error as KubernetesError {
            let state: ProbeState
            switch error.code {
            case .unavailable where error.message.contains("connection refused"): state = .refused
            case .timeout: state = .hanging
            case .unreadable: state = .other
            default: throw UnknownReason(error)
            }
            return ["state": .string(state.rawValue), "message": .string(error.message)]
        } catch let error as HTTPError {
            throw UnknownReason(error)
        }
    }
}

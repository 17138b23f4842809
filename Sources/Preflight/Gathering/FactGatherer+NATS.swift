import HTTP
import Kubernetes
import Value

/// NATS by its own port, and by its monitor in the cluster.
extension FactGatherer {
    func nats(_ wanted: Object, noCluster: UnknownReason?) async throws -> Value {
        let addresses = try ServiceAddress.list(wanted["url"]?.string ?? "", defaultPort: 4222)
        let isMonitorURL = addresses[0].scheme.hasPrefix("http")
        var client: Value = ["state": .string(ProbeState.unprobed.rawValue), "message": ""]
        if !isMonitorURL {
            client = try await best(addresses) { try await self.greeting($0) }
        }
        var monitor: Value = ["state": .string(ProbeState.unprobed.rawValue), "message": ""]
        if isMonitorURL {
            monitor = try await best(addresses) { try await self.natsHealth(url: $0.url) }
        } else if wanted["given"]?.bool != true, let place = MonitorPlace(wanted["monitor"]) {
            monitor = try await inCluster(place, client, noCluster: noCluster) { pod in
                try await self.natsHealth(pod: pod, place)
            }
        }
        return [
            "address": .string(addresses.map(\.text).joined(separator: ",")),
            "inCluster": .bool(addresses.allSatisfy(\.isClusterName)), "client": client, "monitor": monitor,
        ]
    }

    private func greeting(_ address: ServiceAddress) async throws -> Value {
        guard let greeter else {
            return ["state": .string(ProbeState.unprobed.rawValue), "message": "no TCP connections from here"]
        }
        let line: [UInt8]
        do {
            line = try await greeter.greeting(
                TCPGreetingRequest(
                    host: address.host, port: address.port, connect: PreflightLimits.connect,
                    firstByte: PreflightLimits.connect, limit: PreflightLimits.probeBytes))
        } catch let error as HTTPError {
            return ["state": .string(ProbeState(error).rawValue), "message": .string(error.description)]
        }
        return NATSGreeting.value(of: line)
    }

    private func natsHealth(url: String) async throws -> Value {
        try await probe(url + "/healthz?js-enabled-only=true") { NATSGreeting.health(status: $0, body: $1) }
    }

    private func natsHealth(pod: String, _ place: MonitorPlace) async throws -> Value {
        try await podProbe(pod, place, path: "/healthz?js-enabled-only=true") {
            NATSGreeting.health(status: $0, body: $1)
        }
    }
}

/// What NATS says of itself.
enum NATSGreeting {
    /// The `INFO` line that a server sends as soon as a client connects.
    static func value(of line: [UInt8]) -> Value {
        let text = String(decoding: line.prefix(80), as: UTF8.self)
        guard line.starts(with: "INFO ".utf8), let info = try? Value(json: Array(line.dropFirst(5))),
            let version = info["version"]?.string
        else {  // What the server said is told instead of why it is no JSON.
            return [
                "state": .string(ProbeState.other.rawValue),
                "message": .string("it does not speak NATS: it said '\(text)'"),
            ]
        }
        return [
            "state": .string(ProbeState.up.rawValue), "message": "", "version": .string(version),
            "jetstream": .bool(info["jetstream"]?.bool ?? false),
            "authRequired": .bool(info["auth_required"]?.bool ?? false),
            "tlsRequired": .bool(info["tls_required"]?.bool ?? false),
        ]
    }

    /// `/healthz?js-enabled-only=true`, which is `unavailable` without JetStream.
    static func health(status: Int, body: [UInt8]) -> Value {
        let answer = try? Value(json: body)  // What is no JSON does not come from NATS, which is said below.
        guard let answer, let word = answer["status"]?.string else {
            return [
                "state": .string(ProbeState.other.rawValue),
                "message": .string("it answered \(status), but not as NATS' monitor does"),
            ]
        }
        let message = answer["error"]?.string ?? word
        let hasJetStream = !message.contains("JetStream has been disabled") && !message.contains("not enabled")
            && !(status == 503 && word == "unavailable" && answer["error"] == nil)
        return [
            "state": .string(
                (status == 200 || !hasJetStream ? ProbeState.up : ProbeState.unhealthy).rawValue),
            "jetstream": .bool(hasJetStream), "message": .string(status == 200 ? "" : message),
        ]
    }
}

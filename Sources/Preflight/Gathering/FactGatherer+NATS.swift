import HTTP
import Kubernetes
import Value

/// NATS by its own port, and by its monitor in the cluster.
extension FactGatherer {
    func nats(_ wanted: Subject.Service, noCluster: UnknownReason?) async throws -> Value {
        let addresses = try ServiceAddress.list(wanted.url, defaultPort: 4222)
        let isMonitorURL = addresses[0].scheme.hasPrefix("http")
        var client: Value = ["state": .string(ProbeState.unprobed.rawValue), "message": ""]
        if !isMonitorURL {
            client = try await best(addresses) { try await self.greeting($0) }
        }
        var monitor: Value = ["state": .string(ProbeState.unprobed.rawValue), "message": ""]
        if isMonitorURL {
            monitor = try await best(addresses) { try await self.natsHealth(url: $0.url) }
        } else if !wanted.isGiven, let place = wanted.monitor {
            do {
                monitor = try await inCluster(place, client, noCluster: noCluster) { pod in
                    try await self.natsHealth(pod: pod, place)
                }
            } catch let reason as UnknownReason {
                guard noCluster == nil, let greeting = try await forwardedGreeting(place, port: addresses[0].port)
                else { throw reason }
                client = greeting
            }
            // A monitor that is turned off looks as a NATS that is down.
            if !Self.isConclusive(client), Self.mayHideNATS(monitor),
                let greeting = try await forwardedGreeting(place, port: addresses[0].port)
            {
                client = greeting
            }
        }
        return [
            "address": .string(addresses.map(\.text).joined(separator: ",")),
            "inCluster": .bool(addresses.allSatisfy(\.isClusterName)), "client": client, "monitor": monitor,
        ]
    }

    private static func isConclusive(_ probe: Value) -> Bool {
        probe["state"]?.string.flatMap(ProbeState.init)?.isConclusive == true
    }

    /// Whether pods run whose monitor did not answer as NATS' does.
    private static func mayHideNATS(_ monitor: Value) -> Bool {
        let state = monitor["state"]?.string.flatMap(ProbeState.init)
        return [.refused, .other, .hanging, .unreachable].contains(state) && monitor["pods"]?.integer != 0
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
        let health = try await serviceProbe(url + NATSGreeting.healthPath, read: NATSGreeting.health)
        guard health["state"]?.string == ProbeState.up.rawValue else { return health }
        return health.merged(
            with: try await serviceProbe(url + NATSGreeting.jetStreamPath, read: NATSGreeting.jetStream))
    }

    private func natsHealth(pod: String, _ place: Subject.Service.Monitor) async throws -> Value {
        let health = try await podProbe(pod, place, path: NATSGreeting.healthPath, read: NATSGreeting.health)
        guard health["state"]?.string == ProbeState.up.rawValue else { return health }
        return health.merged(
            with: try await podProbe(pod, place, path: NATSGreeting.jetStreamPath, read: NATSGreeting.jetStream))
    }
}

/// What NATS says of itself.
enum NATSGreeting {
    /// The `INFO` line that a server sends as soon as a client connects.
    static func value(of line: [UInt8]) -> Value {
        let text = String(decoding: line.prefix(80), as: UTF8.self)
        guard line.starts(with: "INFO ".utf8), let info = answer(Array(line.dropFirst(5))),
            let version = info["version"]?.string
        else {
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

    /// Fails where JetStream is configured and does not work; says `ok` where it is not configured.
    static let healthPath = "/healthz?js-enabled-only=true"
    static let jetStreamPath = "/jsz"

    @Sendable static func health(status: Int, body: [UInt8]) -> Value {
        guard let word = answer(body)?["status"]?.string else { return notNATS(status) }
        let isUp = status == 200 && word == "ok"
        return [
            "state": .string((isUp ? ProbeState.up : ProbeState.unhealthy).rawValue),
            "message": .string(isUp ? "" : answer(body)?["error"]?.string ?? word),
        ]
    }

    /// Whether there is JetStream at all.
    @Sendable static func jetStream(status: Int, body: [UInt8]) -> Value {
        guard status == 200, let answer = answer(body), answer["server_id"] != nil else { return notNATS(status) }
        return ["state": .string(ProbeState.up.rawValue), "jetstream": .bool(answer["disabled"]?.bool != true)]
    }

    /// Nil for what is not JSON: that does not come from NATS, and `notNATS` says so.
    private static func answer(_ body: [UInt8]) -> Value? { try? Value(json: body) }

    private static func notNATS(_ status: Int) -> Value {
        [
            "state": .string(ProbeState.strange(status).rawValue),
            "message": .string("it answered \(status), but not as NATS' monitor does"),
        ]
    }
}

import HTTP
import Value

/// etcd by its own address, and by its pods in the cluster.
extension FactGatherer {
    func etcd(_ wanted: Subject.Service, noCluster: UnknownReason?) async throws -> Value {
        let addresses = try ServiceAddress.list(wanted.url, defaultPort: 2379)
        var client = try await best(addresses) { address in
            try await self.serviceProbe(address.url + "/health") { EtcdAnswer.health(status: $0, body: $1) }
        }
        if client["state"]?.string == ProbeState.up.rawValue {
            let url = addresses.first { $0.text == client["address"]?.string }?.url ?? addresses[0].url
            let version = try await serviceProbe(url + "/version") { EtcdAnswer.version(status: $0, body: $1) }
            client = client.merged(with: version)
        }
        var pods: Value = ["state": .string(ProbeState.unprobed.rawValue), "message": ""]
        let state = client["state"]?.string.flatMap(ProbeState.init) ?? .unprobed
        if !state.isConclusive, !wanted.isGiven, let place = wanted.monitor {
            let scheme = addresses[0].scheme == "https" ? "https" : nil
            pods = try await inCluster(place, client, noCluster: noCluster) { pod in
                let health = try await self.podProbe(pod, place, scheme: scheme, path: "/health") {
                    EtcdAnswer.health(status: $0, body: $1)
                }
                guard health["state"]?.string == ProbeState.up.rawValue else { return health }
                let version = try await self.podProbe(pod, place, scheme: scheme, path: "/version") {
                    EtcdAnswer.version(status: $0, body: $1)
                }
                return health.merged(with: version)
            }
        }
        return [
            "address": .string(addresses.map(\.text).joined(separator: ",")),
            "inCluster": .bool(addresses.allSatisfy(\.isClusterName)), "client": client, "pods": pods,
        ]
    }
}

/// What etcd says of itself.
enum EtcdAnswer {
    /// `{"health":"true"}`, with a reason such as `ALARM NOSPACE` when it is not.
    static func health(status: Int, body: [UInt8]) -> Value {
        let answer = try? Value(json: body)  // What is not JSON does not come from etcd, which is said below.
        guard let answer, let health = answer["health"]?.string ?? answer["health"]?.bool.map({ "\($0)" }) else {
            return [
                "state": .string(ProbeState.strange(status).rawValue),
                "message": .string("it answered \(status), but not as etcd does"),
            ]
        }
        let isHealthy = health == "true" && status == 200
        let reason = answer["reason"]?.string ?? ""
        return [
            "state": .string((isHealthy ? ProbeState.up : ProbeState.unhealthy).rawValue), "reason": .string(reason),
            "message": .string(isHealthy ? "" : reason.isEmpty ? "it says that it is not healthy" : reason),
        ]
    }

    static func version(status: Int, body: [UInt8]) -> Value {
        let answer = try? Value(json: body)  // What is not JSON does not come from etcd, which is said below.
        guard status == 200, let version = answer?["etcdserver"]?.string else {
            return [
                "state": .string(ProbeState.strange(status).rawValue),
                "message": .string("it answered \(status) for /version, but not as etcd does"),
            ]
        }
        return ["version": .string(version)]
    }
}

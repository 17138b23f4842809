import Preflight
import Value

/// A subject as tests write it down: only what matters to the test, and one thing where a subject has a list.
extension Subject {
    init(_ want: Object) {
        let providers = Self.list(want["providers"] ?? want["provider"])
        let title = providers.first?["title"]?.string ?? "P"
        let name = providers.first?["name"]?.string ?? "p"
        self.init(
            providers: providers.map {
                .init(
                    name: $0["name"]?.string ?? name, title: $0["title"]?.string ?? title,
                    tolerations: Self.tolerations($0))
            },
            operators: Self.list(want["operators"]).map {
                .init(
                    name: $0["name"]?.string ?? "", provider: $0["provider"]?.string ?? name,
                    namespace: $0["namespace"]?.string ?? "", version: $0["version"]?.string ?? "",
                    chart: $0["chart"]?.string ?? "", podSelector: $0["podSelector"]?.string,
                    crds: Self.list($0["crds"]).compactMap(\.string))
            },
            deployments: Self.list(want["deployments"]).map { Self.deployment($0, provider: name) },
            kubernetes: Self.ranges(want["kubernetes"], title), helm: Self.ranges(want["helm"], title),
            crds: Self.list(want["crds"]).map {
                .init(
                    name: $0["name"]?.string ?? "", versions: Self.list($0["versions"]).compactMap(\.string),
                    provider: $0["provider"]?.string ?? name, title: $0["title"]?.string ?? title)
            },
            alternatives: Self.list(want["alternatives"]).map {
                .init(
                    crds: Self.list($0["crds"]).compactMap(\.string),
                    neededBy: Self.list($0["neededBy"]).compactMap(\.string), words: $0["needed"]?.string ?? "",
                    hint: $0["hint"]?.string ?? "", isBundled: $0["bundled"]?.bool ?? false)
            },
            nats: Self.list(want["nats"]).map(Self.service), etcd: Self.list(want["etcd"]).map(Self.service),
            drivers: Self.list(want["drivers"]).map {
                .init(
                    neededBy: $0["neededBy"]?.string ?? "", least: $0["least"]?.integer ?? 0, cuda: $0["cuda"]?.string,
                    provider: $0["provider"]?.string ?? "")
            },
            driver: want["driver"]?.string ?? "native", installs: want["installs"]?.bool ?? false,
            registries: Self.list(want["registries"]).compactMap(\.string),
            routes: Self.list(want["routes"]).map {
                .init(
                    deployment: $0["deployment"]?.string ?? "", gatewayClass: $0["gatewayClass"]?.string,
                    gateway: $0["gateway"]?.string)
            })
    }

    private static func list(_ value: Value?) -> [Value] {
        switch value {
        case nil, .null: []
        case .array(let elements): elements
        case let value?: [value]
        }
    }

    private static func ranges(_ value: Value?, _ title: String) -> [VersionRange] {
        list(value).map { .init(versions: $0["versions"]?.string ?? "", provider: $0["provider"]?.string ?? title) }
    }

    private static func tolerations(_ value: Value) -> [Toleration] {
        list(value["tolerations"]).map(Toleration.init)
    }

    private static func deployment(_ value: Value, provider: String) -> Deployment {
        var nodeSelector: [String: String] = [:]
        for (key, label) in value["nodeSelector"]?.object ?? [:] { nodeSelector[key] = label.string }
        var wanted = Deployment(
            name: value["name"]?.string ?? "", namespace: value["namespace"]?.string ?? "",
            provider: value["provider"]?.string ?? provider, workers: value["gpus"]?["workers"]?.integer ?? 0,
            perWorker: value["gpus"]?["perWorker"]?.integer ?? 0,
            accelerator: value["accelerator"]?.string ?? "nvidia", tolerations: tolerations(value),
            nodeSelector: nodeSelector, podSelector: value["podSelector"]?.string)
        describePod(value, &wanted)
        return wanted
    }

    /// What tests say of a worker's pod, by the names that checks see.
    private static func describePod(_ value: Value, _ wanted: inout Deployment) {
        wanted.resource = value["resource"]?.string
        if let claim = value["claim"] {
            wanted.claim = .init(
                deviceClass: claim["deviceClass"]?.string ?? "", count: claim["count"]?.integer ?? 0,
                selectors: list(claim["selectors"]).compactMap(\.string))
        }
        wanted.claimTemplate = value["claimTemplate"]?.string
        wanted.use = .init(
            milliCPU: value["use"]?["milliCPU"]?.integer ?? 0, memory: value["use"]?["memory"]?.integer ?? 0,
            disk: value["use"]?["disk"]?.integer ?? 0)
        for (key, count) in value["extra"]?.object ?? [:] { wanted.extra[key] = count.integer }
        wanted.architectures = list(value["architectures"]).compactMap(\.string)
        wanted.affinity = list(value["affinity"]).map { NodeTerm($0) }
        wanted.priority = value["priority"]?.integer ?? 0
        wanted.priorityClass = value["priorityClass"]?.string ?? ""
        wanted.runtimeClass = value["runtimeClass"]?.string ?? ""
        wanted.volumes = list(value["volumes"]).compactMap(\.string)
        wanted.groupSize = value["groupSize"]?.integer ?? 1
        wanted.isDistributed = value["distributed"]?.bool ?? false
        wanted.topology = value["topology"]?.string
        wanted.download = value["download"]?.integer ?? 0
    }

    private static func service(_ value: Value) -> Service {
        let monitor = value["monitor"]
        return .init(
            neededBy: list(value["neededBy"]).compactMap(\.string), url: value["url"]?.string ?? "",
            needsJetStream: value["jetstream"]?.bool ?? false, isBundled: value["bundled"]?.bool ?? false,
            isGiven: value["given"]?.bool ?? false,
            monitor: monitor?["port"]?.integer.map {
                .init(
                    namespace: monitor?["namespace"]?.string ?? "", podSelector: monitor?["podSelector"]?.string ?? "",
                    port: Int($0))
            })
    }
}

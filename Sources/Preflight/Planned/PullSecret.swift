import Formats
import Kubernetes
import Value

/// A pull secret that a pod names, and what is seen of it: which registries it is for, never what it says to them.
struct PullSecret: Sendable, Hashable {
    var namespace: String
    var name: String

    enum State: String, Sendable { case present, missing, otherType, unknown }

    /// What kubelets take, and where it stands in the Secret.
    static let keys = [
        "kubernetes.io/dockerconfigjson": ".dockerconfigjson", "kubernetes.io/dockercfg": ".dockercfg",
    ]

    /// Those that the pods of rendered objects name and that do not come with them, each once.
    ///
    /// - Parameter rendered: as the fact has it.
    static func all(in rendered: Value) -> [PullSecret] {
        var secrets: [PullSecret] = []
        for object in (rendered.array ?? []).flatMap({ $0["objects"]?.array ?? [] }) {
            let namespace = object["namespace"]?.string ?? ""
            for name in (object["pods"]?.array ?? []).flatMap({ ClusterObject.texts($0["pullSecrets"]) }) {
                let secret = PullSecret(namespace: namespace, name: name)
                if !secrets.contains(secret), !secret.comes(with: rendered) { secrets.append(secret) }
            }
        }
        return secrets
    }

    func comes(with rendered: Value) -> Bool {
        (rendered.array ?? []).contains { part in
            (part["objects"]?.array ?? []).contains(where: isItself)
        }
    }

    /// Whether a rendered object is it.
    func isItself(_ object: Value) -> Bool {
        object["kind"] == "Secret" && object["namespace"]?.string == namespace && object["name"]?.string == name
    }

    // MARK: - What is seen

    /// - Parameter secret: nil where there is none.
    func entry(_ secret: Value?) -> Value {
        guard let secret else { return entry(.missing) }
        let type = secret["type"]?.string ?? "Opaque"
        guard let key = Self.keys[type] else { return entry(.otherType, type: type) }
        guard let hosts = Self.hosts(in: secret["data"]?[key]?.string, key) else {
            return entry(.otherType, type: "\(type) that cannot be read")
        }
        return entry(.present, type: type, hosts: hosts)
    }

    func entry(_ state: State, type: String = "", hosts: [String] = [], _ reason: UnknownReason? = nil) -> Value {
        [
            "namespace": .string(namespace), "name": .string(name), "state": .string(state.rawValue),
            "type": .string(type), "hosts": .array(hosts.map(Value.string)),
            "code": .string(reason?.code.rawValue ?? ""), "message": .string(reason?.message ?? ""),
        ]
    }

    /// The registries that it has a login for; nil for what is no configuration.
    private static func hosts(in data: String?, _ key: String) -> [String]? {
        // What cannot be read is told by the type.
        guard let data, let bytes = Base64.decode(data), let value = try? Value(json: bytes) else { return nil }
        return (key == ".dockercfg" ? value.object : value["auths"]?.object)?.keys.sorted()
    }

    // MARK: - Registries

    /// Whether a kubelet would show a login for one of these to the registry of an image.
    static func covers(_ hosts: [String], image: String) -> Bool {
        let name = ImageName(image)
        return hosts.contains { host in
            let (place, path) = parts(host)
            return matches(place, name.registry) && (path.isEmpty || "\(name.repository)/".hasPrefix("\(path)/"))
        }
    }

    /// A host, and what its repositories begin with.
    private static func parts(_ text: String) -> (host: String, path: String) {
        var rest = text[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        let host = String(rest.prefix { $0 != "/" })
        let path = rest.dropFirst(host.count).split(separator: "/").joined(separator: "/")
        // As old clients wrote the address of the registry's API.
        return (host, ["v1", "v2"].contains(path) ? "" : path)
    }

    private static let hub: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    /// A star stands for one part of a host, or for some of it.
    private static func matches(_ pattern: String, _ host: String) -> Bool {
        if pattern == host || hub.contains(pattern) && hub.contains(host) { return true }
        let (wanted, own) = (pattern.split(separator: "."), host.split(separator: "."))
        guard pattern.contains("*"), wanted.count == own.count else { return false }
        return zip(wanted, own).allSatisfy { wanted, own in
            guard let star = wanted.firstIndex(of: "*") else { return wanted == own }
            let (start, end) = (wanted[..<star], wanted[wanted.index(after: star)...])
            return own.count >= start.count + end.count && own.hasPrefix(start) && own.hasSuffix(end)
        }
    }
}

extension FactGatherer {
    /// One entry for each Secret; one that may not be read says so, and leaves the others to tell.
    func pullSecrets(_ secrets: [PullSecret]) async throws -> Fact {
        guard !secrets.isEmpty else { return .absent }
        var entries: [Value] = []
        for secret in secrets.prefix(PreflightLimits.objectNames) {
            do {
                let found = try await reading {
                    try await $0.getIfPresent(.secrets, secret.name, namespace: secret.namespace)
                }
                entries.append(secret.entry(found))
            } catch let reason as UnknownReason {
                entries.append(secret.entry(.unknown, reason))
            }
        }
        return .known(.array(entries))
    }
}

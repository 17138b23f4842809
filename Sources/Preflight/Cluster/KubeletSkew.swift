import Value

/// Whether the nodes' kubelets are of versions that go with the API server's.
///
/// After Kubernetes' version skew policy: none newer than the server, and at most three minor versions older; two before 1.28.
enum KubeletSkew {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let kubernetes = try facts.known(.kubernetes)
        let kubelets = (try facts.known(.nodes).array ?? []).map { node in
            Kubelet(node: node["name"]?.string ?? "", version: node["system"]?["kubelet"]?.string ?? "")
        }
        let text = kubernetes["version"]?.string ?? ""
        let server = MinorVersion(text)
        var newer: [Kubelet] = []
        var older: [Kubelet] = []
        var silent = 0
        for kubelet in kubelets {
            guard let server, let version = MinorVersion(kubelet.version) else {
                silent += 1
                continue
            }
            if version > server { newer.append(kubelet) }
            if version < server.oldestKubelet { older.append(kubelet) }
        }
        let oldest = server.map { "\($0.oldestKubelet)" }
        return [
            "server": .string(text), "nodes": .integer(Int64(kubelets.count)), "silent": .integer(Int64(silent)),
            "oldest": .string(oldest ?? ""), "newer": lines(newer), "older": lines(older),
        ]
    }

    private struct Kubelet {
        var node: String
        var version: String
    }

    /// One for each version, with some of its nodes.
    private static func lines(_ kubelets: [Kubelet]) -> Value {
        let versions = Dictionary(grouping: kubelets, by: \.version).sorted { $0.key < $1.key }
        return .array(
            versions.map { version, kubelets in
                .string("\(version) on \(NodeLines.names(kubelets.map(\.node)))")
            })
    }
}

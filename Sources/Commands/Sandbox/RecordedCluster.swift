import Preflight
import Sandbox
import Value

/// A simulated cluster that is made of a snapshot, as far as the snapshot tells.
struct RecordedCluster {
    let file: SandboxFile
    /// What the snapshot tells and the simulated cluster does not have, or has only roughly; and what it does not tell.
    let notes: [String]

    /// Whether a file that describes a cluster is a snapshot rather than a sandbox file.
    static func isSnapshot(_ bytes: [UInt8]) -> Bool {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        guard bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "{") else { return false }
        return String(decoding: bytes, as: UTF8.self).contains("\"groundcrew.snapshot/")
    }

    init(_ snapshot: Snapshot) {
        let facts = snapshot.facts
        var file = SandboxFile()
        if let version = facts.facts[.kubernetes]?.value?["gitVersion"]?.string { file.version = version }
        let nodes = Self.list(.nodes, facts).map { RecordedNode.object($0) }
        let pods = RecordedPods(Self.list(.pods, facts), Self.list(.nodeUse, facts))
        let definitions = RecordedDefinitions(facts)
        let others = RecordedObjectList(facts)
        let namespaces = Self.namespaces(pods.objects + others.objects, known: others.namespaces)
        file.objects = nodes + namespaces + definitions.objects + others.objects + pods.objects
        self.file = file
        notes = Self.notes(snapshot, others.taken) + pods.notes + definitions.notes
    }

    static func list(_ name: FactName, _ facts: Facts) -> [Value] { facts.facts[name]?.value?.array ?? [] }

    /// Those that something stands in, besides those that every cluster has.
    private static func namespaces(_ objects: [Value], known: [Value]) -> [Value] {
        var seen: Set<String> = ["default", "kube-system", "kube-public", "kube-node-lease"]
        var namespaces = known.filter { seen.insert($0["metadata"]?["name"]?.string ?? "").inserted }
        for object in objects {
            guard let name = object["metadata"]?["namespace"]?.string, seen.insert(name).inserted else { continue }
            namespaces.append(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
        return namespaces
    }

    private static func notes(_ snapshot: Snapshot, _ taken: Set<FactName>) -> [String] {
        let made: Set<FactName> = taken.union([.kubernetes, .nodes, .pods, .nodeUse, .crds])
        let left = snapshot.facts.facts.filter { name, fact in
            guard name.isObjects, !made.contains(name), let objects = fact.value?.array else { return false }
            return !objects.isEmpty
        }.keys.sorted().map { String($0.rawValue.dropFirst("objects/".count)) }
        var notes: [String] = []
        if !left.isEmpty { notes.append("left out: \(left.joined(separator: ", "))") }
        for missing in snapshot.missing where missing.fact.isObjects || made.contains(missing.fact) {
            notes.append("not recorded: \(missing.fact): \(missing.reason)")
        }
        return notes
    }
}

import Value

extension RenderedPod {
    /// The ConfigMaps and Secrets without which it does not start, each once: those of volumes, and those that containers
    /// take their environment from. What may be missing is left out.
    var sources: [Value] {
        let volumes = spec["volumes"]?.array ?? []
        let parts = volumes.flatMap { $0["projected"]?["sources"]?.array ?? [] }
        let containers = ["initContainers", "containers"].flatMap { spec[$0]?.array ?? [] }
        let lists = containers.flatMap { $0["envFrom"]?.array ?? [] }
        let fields = containers.flatMap { $0["env"]?.array ?? [] }.compactMap { $0["valueFrom"] }
        var found: [Value] = []
        func add(_ kind: PodSource.Kind, _ holders: [Value], _ key: String, name: String = "name") {
            for holder in holders {
                guard let reference = holder[key], reference["optional"] != true, let text = reference[name]?.string,
                    !text.isEmpty
                else { continue }
                let source: Value = ["kind": .string(kind.rawValue), "name": .string(text)]
                if !found.contains(source) { found.append(source) }
            }
        }
        add(.configMap, volumes + parts, "configMap")
        add(.configMap, lists, "configMapRef")
        add(.configMap, fields, "configMapKeyRef")
        add(.secret, volumes, "secret", name: "secretName")
        add(.secret, parts, "secret")
        add(.secret, lists, "secretRef")
        add(.secret, fields, "secretKeyRef")
        return found
    }
}

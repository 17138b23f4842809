import Expressions
public import Value

extension ProviderDefinition {
    /// What JSON and YAML output shows.
    public var value: Value {
        var value: Object = [
            "name": .string(name), "title": .string(title), "summary": .string(summary),
            "operators": .array(operators.map(\.value)),
            "crds": .array(crds.map { ["name": .string($0.name), "versions": Self.strings($0.versions)] }),
            "capabilities": capabilities.value,
            "requirements": requirements.value,
        ]
        if let resource {
            value["resource"] = [
                "kind": .string(resource.kind), "crd": .string(resource.crd),
                "versions": Self.strings(resource.versions),
            ]
        }
        return .object(value)
    }

    static func strings(_ strings: [String]) -> Value { .array(strings.map(Value.string)) }
}

extension ProviderDefinition.Operator {
    public var value: Value {
        var value: Object = ["name": .string(name), "namespace": .string(namespace), "chart": .string(chart)]
        value["repository"] = repository.map(Value.string)
        value["version"] = .string(version)
        if !values.isEmpty { value["values"] = .object(values) }
        return .object(value)
    }
}

extension ProviderDefinition.Capabilities {
    /// What selection rules see as `capabilities`.
    public var value: Value {
        [
            "engines": ProviderDefinition.strings(engines), "modes": ProviderDefinition.strings(modes),
            "routers": ProviderDefinition.strings(routers), "accelerators": ProviderDefinition.strings(accelerators),
            "tasks": ProviderDefinition.strings(tasks),
        ]
    }
}

extension ProviderDefinition.Requirements {
    public var value: Value {
        var value: Object = [:]
        value["kubernetes"] = kubernetes.map { .string("\($0)") }
        value["helm"] = helm.map { .string("\($0)") }
        value["nats"] = nats.map {
            [
                "needed": $0.words.map(Value.string) ?? .null, "when": .string($0.when.source),
                "jetstream": .bool($0.needsJetStream),
            ]
        }
        value["etcd"] = etcd.map { ["needed": $0.words.map(Value.string) ?? .null, "when": .string($0.when.source)] }
        if !oneOf.isEmpty {
            value["oneOf"] = .array(
                oneOf.map {
                    [
                        "needed": .string($0.words), "when": .string($0.when.source),
                        "crds": ProviderDefinition.strings($0.crds),
                    ]
                })
        }
        return .object(value)
    }
}

import Expressions
public import Value

extension ProviderDefinition {
    /// What JSON and YAML output shows.
    public var value: Value {
        var value: Object = [
            "name": .string(name), "title": .string(title), "summary": .string(summary),
            "operators": .array(operators.map(\.value)),
            "capabilities": capabilities.value,
            "requirements": requirements.value,
        ]
        if let resource {
            var described: Object = ["kind": .string(resource.kind), "versions": Self.strings(resource.versions)]
            described[resource.isCustom ? "crd" : "name"] = .string(resource.name)
            described["selector"] = resource.selector.map(Value.string)
            value["resource"] = .object(described)
        }
        if !needs.isEmpty { value["needs"] = .array(needs.map(\.value)) }
        value["versions"] = versions?.value
        value["runtimeTypes"] = runtimes.map { Self.strings($0.kinds.map { "\($0.apiVersion) \($0.kind)" }) }
        return .object(value)
    }

    static func strings(_ strings: [String]) -> Value { .array(strings.map(Value.string)) }
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
                        "operator": $0.operatorName.map(Value.string) ?? .null,
                    ]
                })
        }
        return .object(value)
    }
}

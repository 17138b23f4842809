public import Value

extension Subject {
    /// What checks see as `want`.
    public var value: Value {
        [
            "providers": .array(providers.map { ["name": .string($0.name), "title": .string($0.title)] }),
            "installs": .bool(installs), "driver": .string(driver), "operators": .array(operators.map(\.value)),
            "kubernetes": .array(kubernetes.map(\.value)), "helm": .array(helm.map(\.value)),
            "crds": .array(crds.map(\.value)), "alternatives": .array(alternatives.map(\.value)),
            "nats": .array(nats.map(\.value)), "etcd": .array(etcd.map(\.value)),
            "drivers": .array(drivers.map(\.value)),
            "deployments": .array(deployments.map(\.value)),
            "registries": .array(registries.map(Value.string)), "routes": .array(routes.map(\.value)),
        ]
    }
}

extension Subject.Operator {
    var value: Value {
        [
            "name": .string(name), "provider": .string(provider), "namespace": .string(namespace),
            "version": .string(version), "chart": .string(chart),
            "podSelector": podSelector.map(Value.string) ?? .null, "crds": .array(crds.map(Value.string)),
        ]
    }
}

extension Subject.Driver {
    var value: Value {
        [
            "neededBy": .string(neededBy), "least": .integer(least), "cuda": cuda.map(Value.string) ?? .null,
            "provider": .string(provider),
        ]
    }
}

extension Subject.VersionRange {
    var value: Value { ["versions": .string(versions), "provider": .string(provider)] }
}

extension Subject.CRD {
    var value: Value {
        [
            "name": .string(name), "versions": .array(versions.map(Value.string)), "provider": .string(provider),
            "title": .string(title),
        ]
    }
}

extension Subject.Service {
    var value: Value {
        [
            "neededBy": .array(neededBy.map(Value.string)), "url": .string(ServiceAddress.redacted(url)),
            "jetstream": .bool(needsJetStream), "bundled": .bool(isBundled), "given": .bool(isGiven),
        ]
    }
}

extension Subject.Deployment {
    var value: Value {
        var object: Object = [
            "name": .string(name), "namespace": .string(namespace), "provider": .string(provider), "model": model,
            "gpus": ["perWorker": .integer(perWorker), "workers": .integer(workers)],
            "devices": .integer(devices), "accelerator": .string(accelerator),
        ]
        object["resource"] = Self.text(resource)
        object["claim"] = claim.map(\.value) ?? Value.null
        object["claimTemplate"] = Self.text(claimTemplate)
        object["use"] = use.value
        object["extra"] = Value(counts: extra)
        object["architectures"] = .array(architectures.map(Value.string))
        object["tolerations"] = .array(tolerations.map(\.object))
        let labels = nodeSelector.sorted { $0.key < $1.key }
        object["nodeSelector"] = .object(Object(labels.map { ($0.key, .string($0.value)) }))
        object["affinity"] = .array(affinity.map(\.value))
        object["priority"] = .integer(priority)
        object["priorityClass"] = .string(priorityClass)
        object["runtimeClass"] = .string(runtimeClass)
        object["volumes"] = .array(volumes.map(Value.string))
        object["groupSize"] = .integer(groupSize)
        object["distributed"] = .bool(isDistributed)
        object["topology"] = Self.text(topology)
        object["download"] = .integer(download)
        return .object(object)
    }

    private static func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
}

extension Subject.Deployment.Use {
    var value: Value { ["milliCPU": .integer(milliCPU), "memory": .integer(memory), "disk": .integer(disk)] }
}

extension Subject.Deployment.DeviceClaim {
    var value: Value {
        [
            "deviceClass": .string(deviceClass), "count": .integer(count),
            "selectors": .array(selectors.map(Value.string)),
        ]
    }
}

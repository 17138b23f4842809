import Value

/// Makes the objects that a cluster has at its start.
struct Furnishing {
    let file: SandboxFile
    let date: Timestamp

    func furnish(_ cluster: inout Cluster) throws {
        for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
            try create(["metadata": ["name": .string(name)]], .namespaces, &cluster)
        }
        for node in file.nodes { try create(object(of: node), .nodes, &cluster) }
        for storage in file.storageClasses { try create(object(of: storage), .storageClasses, &cluster) }
        try createCoreService(&cluster)
        if file.hasGPUOperator { try installGPUOperator(&cluster) }
        for object in file.objects {
            guard let definition = cluster.definition(apiVersion: object.apiVersion, kind: object.kind) else {
                throw SandboxError(
                    .refusedObject,
                    "sandbox file: \(object.kind) \(object.name): no type \(object.kind) in \(object.apiVersion); name its CustomResourceDefinition before it"
                )
            }
            try create(object, definition, &cluster)
            establishAtOnce(object, definition, &cluster)
        }
    }

    private func create(_ object: Value, _ definition: ResourceDefinition, _ cluster: inout Cluster) throws {
        var object = object
        let parts = object.apiVersion.split(separator: "/")
        let version = parts.last.map(String.init) ?? definition.storageVersion
        object[at: "apiVersion"] = .string(definition.apiVersion(version))
        object[at: "kind"] = .string(definition.kind)
        if definition.isNamespaced, object.namespace.isEmpty { object[at: "metadata", "namespace"] = "default" }
        let target = Target(
            definition: definition, version: version, namespace: definition.isNamespaced ? object.namespace : "",
            name: object.name)
        let status = object["status"]
        do {
            let options = WriteOptions(manager: "sandbox", date: date)
            let written = try cluster.create(object, target, options, judge: nil)
            // What a file says of a status is meant to be there from the start.
            if let status, written.object["status"] != status,
                var live = cluster.object(definition, target.namespace, object.name)
            {
                live[at: "status"] = status
                cluster.update(definition, live)
            }
        } catch let error as StatusError {
            throw SandboxError(.refusedObject, "sandbox: \(definition.kind) \(object.name): \(error.message)")
        }
    }

    /// The types that the file brings are served from the start.
    private func establishAtOnce(_ object: Value, _ definition: ResourceDefinition, _ cluster: inout Cluster) {
        guard definition.key == ResourceDefinition.customResourceDefinitions.key,
            var crd = cluster.object(.customResourceDefinitions, "", object.name)
        else { return }
        crd[at: "status", "acceptedNames"] = crd[at: "spec", "names"]
        crd.setCondition("NamesAccepted", true, reason: "NoConflicts", message: "no conflicts found", at: date)
        crd.setCondition(
            "Established", true, reason: "InitialNamesAccepted", message: "the initial names have been accepted",
            at: date)
        cluster.update(.customResourceDefinitions, crd)
        Admission.didStore(crd, .customResourceDefinitions, &cluster)
    }

    private func createCoreService(_ cluster: inout Cluster) throws {
        try create(
            [
                "metadata": [
                    "name": "kubernetes", "namespace": "default",
                    "labels": ["component": "apiserver", "provider": "kubernetes"],
                ],
                "spec": ["clusterIP": "10.96.0.1", "ports": [["name": "https", "port": 443, "targetPort": 6443]]],
            ], .services, &cluster)
        try createNameService(&cluster)
    }

    /// Names are found inside every cluster: what looks for that must find it here, too.
    private func createNameService(_ cluster: inout Cluster) throws {
        let port: Value = ["name": "dns", "port": 53, "protocol": "UDP"]
        try create(
            [
                "metadata": ["name": "kube-dns", "namespace": "kube-system", "labels": ["k8s-app": "kube-dns"]],
                "spec": ["clusterIP": "10.96.0.10", "ports": [port]],
            ], .services, &cluster)
        guard let slices = cluster.definition(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice") else { return }
        try create(
            [
                "apiVersion": "discovery.k8s.io/v1",
                "metadata": [
                    "name": "kube-dns-1", "namespace": "kube-system",
                    "labels": ["kubernetes.io/service-name": "kube-dns"],
                ],
                "addressType": "IPv4",
                "endpoints": [["addresses": ["10.96.0.11"], "conditions": ["ready": true]]], "ports": [port],
            ], slices, &cluster)
    }

    private func object(of storage: SandboxFile.StorageClass) -> Value {
        var object: Value = [
            "metadata": ["name": .string(storage.name)], "provisioner": "sandbox.groundcrew/simulated",
            "volumeBindingMode": "Immediate",
        ]
        if storage.isDefault {
            object[at: "metadata", "annotations"] = ["storageclass.kubernetes.io/is-default-class": "true"]
        }
        return object
    }

    private func object(of node: SandboxFile.Node) -> Value {
        var labels: Object = [
            "kubernetes.io/hostname": .string(node.name), "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux",
            "sandbox.groundcrew/simulated": "true",
        ]
        var capacity: Object = [
            "cpu": .string(node.cpu), "memory": .string(node.memory), "pods": "110", "ephemeral-storage": "500Gi",
        ]
        if let gpus = node.gpus {
            capacity[gpus.resource] = .string(String(gpus.count))
            let isWhole = gpus.resource == "nvidia.com/gpu"
            if isWhole || gpus.resource.hasPrefix("nvidia.com/mig-") {
                labels["nvidia.com/gpu.present"] = "true"
                if isWhole { labels["nvidia.com/gpu.count"] = .string(String(gpus.count)) }
                labels["nvidia.com/gpu.product"] = .string(gpus.product)
                labels["nvidia.com/gpu.memory"] = .string(String(gpus.memory))
                labels["nvidia.com/cuda.driver-version.full"] = "580.95.05"
                labels["nvidia.com/cuda.driver-version.major"] = "580"
                labels["nvidia.com/cuda.runtime-version.full"] = "13.0"
                labels["nvidia.com/cuda.runtime-version.major"] = "13"
                labels["nvidia.com/mig.strategy"] = isWhole ? "single" : "mixed"
                labels["nvidia.com/gpu.deploy.device-plugin"] = "true"
            }
        }
        for (key, value) in node.labels { labels[key] = value }
        let ready: Value = node.isReady ? "True" : "False"
        var spec: Object = [:]
        var taints = node.taints
        if node.isCordoned {
            spec["unschedulable"] = true
            taints.append(["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"])
        }
        if !taints.isEmpty { spec["taints"] = .array(taints) }
        return [
            "metadata": ["name": .string(node.name), "labels": .object(labels)], "spec": .object(spec),
            "status": [
                "capacity": .object(capacity), "allocatable": .object(capacity),
                "conditions": [
                    [
                        "type": "Ready", "status": ready,
                        "reason": node.isReady ? "KubeletReady" : "KubeletNotReady", "message": "simulated node",
                        "lastHeartbeatTime": .string(date.text), "lastTransitionTime": .string(date.text),
                    ]
                ],
                "addresses": [["type": "Hostname", "address": .string(node.name)]],
                "nodeInfo": [
                    "kubeletVersion": .string(file.version), "containerRuntimeVersion": "simulated://0",
                    "architecture": "amd64",
                    "operatingSystem": "linux", "osImage": "simulated", "kernelVersion": "simulated", "machineID": "",
                    "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
                ],
            ],
        ]
    }

    private func installGPUOperator(_ cluster: inout Cluster) throws {
        let crd: Value = [
            "metadata": ["name": "clusterpolicies.nvidia.com"],
            "spec": [
                "group": "nvidia.com", "scope": "Cluster",
                "names": ["kind": "ClusterPolicy", "plural": "clusterpolicies", "singular": "clusterpolicy"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                            ]
                        ],
                    ]
                ],
            ],
        ]
        try create(crd, .customResourceDefinitions, &cluster)
        establishAtOnce(crd, .customResourceDefinitions, &cluster)
        guard let policies = cluster.definition(group: "nvidia.com", plural: "clusterpolicies") else { return }
        try create(
            [
                "apiVersion": "nvidia.com/v1", "metadata": ["name": "cluster-policy"], "spec": ["simulated": true],
                "status": [
                    "state": "ready", "namespace": "gpu-operator",
                    "conditions": [
                        [
                            "type": "Ready", "status": "True", "reason": "Reconciled", "message": "simulated",
                            "lastTransitionTime": .string(date.text),
                        ]
                    ],
                ],
            ], policies, &cluster)
        try create(["metadata": ["name": "gpu-operator"]], .namespaces, &cluster)
        let labels: Value = ["app": "gpu-operator", "app.kubernetes.io/name": "gpu-operator"]
        try create(
            [
                "metadata": ["name": "gpu-operator", "namespace": "gpu-operator", "labels": labels],
                "spec": [
                    "selector": ["matchLabels": ["app": "gpu-operator"]],
                    "template": [
                        "metadata": ["labels": labels],
                        "spec": [
                            "containers": [
                                ["name": "gpu-operator", "image": "sandbox.invalid/simulated/gpu-operator:v26.7.0"]
                            ]
                        ],
                    ],
                ],
            ], .deployments, &cluster)
        guard let runtimes = cluster.definition(group: "node.k8s.io", plural: "runtimeclasses") else { return }
        try create(["metadata": ["name": "nvidia"], "handler": "nvidia"], runtimes, &cluster)
    }
}

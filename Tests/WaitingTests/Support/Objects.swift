import Kubernetes
import Readiness
import Value

@testable import Waiting

/// Objects as a cluster shows them, as small as a test needs them.
enum Objects {
    static func deployment(_ name: String = "web", ready: Int64 = 0, version: String = "1") -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": .string(name), "namespace": "ns", "uid": .string("uid-\(name)"), "generation": 1,
                "resourceVersion": .string(version),
            ],
            "spec": ["replicas": 1, "selector": ["matchLabels": ["app": .string(name)]]],
            "status": [
                "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": .integer(ready),
                "availableReplicas": .integer(ready),
                "conditions": [
                    ["type": "Available", "status": ready > 0 ? "True" : "False"],
                    ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"],
                ],
            ],
        ]
    }

    static func stuckDeployment(_ name: String = "web") -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "namespace": "ns"],
            "spec": ["selector": ["matchLabels": ["app": .string(name)]]],
            "status": [
                "conditions": [["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]]
            ],
        ]
    }

    static func configMap(_ name: String = "map", finalizers: [Value] = [], deleted: Bool = false, uid: String = "u")
        -> Value
    {
        var metadata: Object = [
            "name": .string(name), "namespace": "ns", "uid": .string(uid), "resourceVersion": "1",
        ]
        if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers) }
        if deleted { metadata["deletionTimestamp"] = "2026-11-29T12:00:00Z" }
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)]
    }

    static func job(_ name: String = "setup", _ condition: String? = nil, reason: String = "", message: String = "")
        -> Value
    {
        var status: Object = [:]
        if let condition {
            status["conditions"] = [
                [
                    "type": .string(condition), "status": "True", "reason": .string(reason),
                    "message": .string(message),
                ]
            ]
        }
        return [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": .string(name), "namespace": "ns"],
            "spec": ["selector": ["matchLabels": ["controller-uid": "x"]]], "status": .object(status),
        ]
    }

    /// A Job that is not a hook, by its status.
    static func run(_ status: Value, spec: Object = [:], labels: Value = [:], deleted: Bool = false) -> Value {
        var metadata: Object = ["name": "setup", "namespace": "ns", "labels": labels]
        if deleted { metadata["deletionTimestamp"] = "2026-11-29T12:00:00Z" }
        return [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata), "spec": .object(spec),
            "status": status,
        ]
    }

    static func crd(
        established: String? = "True", names: String? = "True", served: [String] = ["v1"], message: String = "no"
    ) -> Value {
        let conditions: [Value] = [("Established", established), ("NamesAccepted", names)].compactMap { type, status in
            status.map { ["type": .string(type), "status": .string($0), "message": .string(message)] }
        }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "gears.example.com"],
            "spec": [
                "group": "example.com", "names": ["kind": "Gear", "plural": "gears"],
                "versions": .array(served.map { ["name": .string($0), "served": true] }),
            ],
            "status": ["conditions": .array(conditions)],
        ]
    }

    /// A `caBundle` with what has the outer form of a certificate.
    static let caBundle =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1BUXdBZ1VBCi0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K"

    static func webhooks(
        caBundle: String = caBundle, policy: String? = "Fail", service: Bool = true
    ) -> Value {
        var config: Object = ["caBundle": .string(caBundle)]
        if service {
            config["service"] = ["namespace": "ns", "name": "hook"]
        } else {
            config["url"] = "https://example.com"
        }
        var webhook: Object = ["name": "a.example.com", "clientConfig": .object(config)]
        if let policy { webhook["failurePolicy"] = .string(policy) }
        return [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": ["name": "guard"], "webhooks": [.object(webhook)],
        ]
    }

    static func pod(_ name: String, waiting: String? = nil, message: String = "", restarts: Int64 = 0) -> Value {
        var container: Object = ["name": "main", "image": "img", "ready": .bool(waiting == nil)]
        if let waiting {
            container["state"] = ["waiting": ["reason": .string(waiting), "message": .string(message)]]
            container["restartCount"] = .integer(restarts)
        }
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": "ns", "uid": .string("uid-\(name)"), "resourceVersion": "1",
            ],
            "status": [
                "phase": "Pending", "containerStatuses": [.object(container)],
                "conditions": [["type": "Ready", "status": waiting == nil ? "True" : "False"]],
            ],
        ]
    }

    static func event(
        _ kind: String, _ name: String, _ reason: String, _ message: String = "", time: String = "2026-11-29T12:00:00Z"
    ) -> Value {
        [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string("\(name).\(reason)"), "namespace": "ns"],
            "involvedObject": ["kind": .string(kind), "name": .string(name), "namespace": "ns"],
            "reason": .string(reason), "message": .string(message), "lastTimestamp": .string(time),
            "type": .string(["FailedCreate", "FailedScheduling", "Failed"].contains(reason) ? "Warning" : "Normal"),
        ]
    }
}

extension Awaited {
    static func deployment(_ name: String = "web") -> Awaited {
        Awaited(.deployments, name, namespace: "ns", .ready(mustRun: false))
    }

    static func gone(_ name: String = "map", uid: String? = nil) -> Awaited {
        Awaited(.configMaps, name, namespace: "ns", .gone(uid: uid))
    }

    static func job(_ name: String = "setup") -> Awaited {
        Awaited(.jobs, name, namespace: "ns", .ended, title: "pre-install hook Job.batch ns/\(name)")
    }

    /// A Job of the release itself.
    static func run(isRemovedAtItsEnd: Bool = false) -> Awaited {
        var awaited = Awaited(.jobs, "setup", namespace: "ns", .ready(mustRun: false))
        awaited.isRemovedAtItsEnd = isRemovedAtItsEnd
        return awaited
    }

    static func crd(_ wanted: WantedVersions = .all) -> Awaited {
        Awaited(.customResourceDefinitions, "gears.example.com", .served(wanted), title: "CRD gears.example.com")
    }

    /// Running once its `phase` says so; failed or in trouble likewise.
    static func model(_ name: String = "qwen") -> Awaited {
        let type = ResourceType(
            group: "example.com", version: "v1", kind: "Model", plural: "models", isNamespaced: true)
        return Awaited(
            type, name, namespace: "ns",
            .judged { object in
                let phase = object["status"]?["phase"]?.string ?? "Pending"
                switch phase {
                case "Running": return Judgement(ResourceStatus(.current, "runs"), label: phase)
                case "Failed":
                    return Judgement(
                        ResourceStatus(.failed, "no license"), label: phase, faults: [Fault(.reported, "no license")])
                case "Trouble":
                    return Judgement(
                        ResourceStatus(.inProgress, "tries again"), label: phase,
                        faults: [Fault(.trouble, "tries again", patience: .seconds(300))])
                default: return Judgement(ResourceStatus(.inProgress, "starts"), label: phase)
                }
            },
            podSelector: { _ in "model=qwen" })
    }
}

extension Objects {
    static func model(_ phase: String, version: String = "1") -> Value {
        [
            "apiVersion": "example.com/v1", "kind": "Model",
            "metadata": ["name": "qwen", "namespace": "ns", "resourceVersion": .string(version)],
            "status": ["phase": .string(phase)],
        ]
    }
}

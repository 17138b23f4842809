import HTTP
import Value

/// Objects as rows of a table, as kubectl asks for them.
struct Table {
    struct Column {
        var name: String
        var type = "string"
        var priority: Int64 = 0
        var cell: (Value, Timestamp) -> Value
    }

    private let columns: [Column]
    private let now: Timestamp

    init(_ definition: ResourceDefinition, columns: [CustomType.Column]?, now: Timestamp) {
        self.now = now
        let name = Column(name: "Name") { object, _ in .string(object.name) }
        let age = Column(name: "Age") { object, now in
            Self.age(object.value(at: ["metadata", "creationTimestamp"]), now)
        }
        if let columns {
            let further = columns.map(Self.custom)
            self.columns = [name] + (further.isEmpty ? [age] : further)
        } else {
            self.columns = [name] + Self.builtin(definition) + [age]
        }
    }

    func value(of objects: [Value], list: Value?) -> Value {
        let rows = objects.map { object -> Value in
            [
                "cells": .array(columns.map { $0.cell(object, now) }),
                "object": [
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": object["metadata"] ?? [:],
                ],
            ]
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": list?["metadata"] ?? [
                "resourceVersion": objects.first?[at: "metadata", "resourceVersion"] ?? ""
            ],
            "columnDefinitions": .array(
                columns.map {
                    [
                        "name": .string($0.name), "type": .string($0.type), "format": $0.name == "Name" ? "name" : "",
                        "description": "", "priority": .integer($0.priority),
                    ]
                }),
            "rows": .array(rows),
        ]
    }

    private static func age(_ value: Value?, _ now: Timestamp) -> Value {
        guard let time = value?.string.flatMap(Timestamp.init(text:)) else { return "<unknown>" }
        return .string(time.age(at: now))
    }

    private static func custom(_ column: CustomType.Column) -> Column {
        Column(name: column.name, type: column.type == "date" ? "string" : column.type, priority: column.priority) {
            object, now in
            let found = FieldPath.value(column.path, in: object)
            if column.type == "date" { return found == nil ? .null : age(found, now) }
            switch found {
            case nil: return .null
            case .object, .array: return .string(found?.json() ?? "")
            case .some(let value): return value
            }
        }
    }

    private static func text(_ path: String...) -> (Value, Timestamp) -> Value {
        { object, _ in object.value(at: path[...]) ?? "" }
    }

    private static func number(_ object: Value, _ path: String...) -> Int64 {
        object.value(at: path[...])?.integer ?? 0
    }

    private static func builtin(_ definition: ResourceDefinition) -> [Column] {
        switch definition.kind {
        case "Pod":
            return [
                Column(name: "Ready") { object, _ in
                    let states = object[at: "status", "containerStatuses"]?.array ?? []
                    let count = object[at: "spec", "containers"]?.array?.count ?? 0
                    return .string("\(states.count { $0["ready"]?.bool == true })/\(count)")
                },
                Column(name: "Status") { object, _ in .string(podStatus(object)) },
                Column(name: "Restarts") { object, _ in
                    let states = object[at: "status", "containerStatuses"]?.array ?? []
                    return .string(String(states.reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) }))
                },
            ]
        case "Deployment":
            return [
                Column(name: "Ready") { object, _ in
                    .string("\(number(object, "status", "readyReplicas"))/\(number(object, "spec", "replicas"))")
                },
                Column(name: "Up-to-date", type: "integer") { object, _ in
                    .integer(number(object, "status", "updatedReplicas"))
                },
                Column(name: "Available", type: "integer") { object, _ in
                    .integer(number(object, "status", "availableReplicas"))
                },
            ]
        case "StatefulSet":
            return [
                Column(name: "Ready") { object, _ in
                    .string("\(number(object, "status", "readyReplicas"))/\(number(object, "spec", "replicas"))")
                }
            ]
        case "ReplicaSet":
            return [
                ("Desired", ["spec", "replicas"]), ("Current", ["status", "replicas"]),
                ("Ready", ["status", "readyReplicas"]),
            ]
            .map { name, path in
                Column(name: name, type: "integer") { object, _ in object.value(at: path[...]) ?? 0 }
            }
        case "Service":
            return [
                Column(name: "Type", cell: text("spec", "type")),
                Column(name: "Cluster-IP", cell: text("spec", "clusterIP")),
                Column(name: "External-IP") { _, _ in "<none>" },
                Column(name: "Port(s)") { object, _ in
                    let ports = object[at: "spec", "ports"]?.array ?? []
                    return .string(
                        ports.map { "\($0["port"]?.integer ?? 0)/\($0["protocol"]?.string ?? "TCP")" }.joined(
                            separator: ","))
                },
            ]
        case "Node":
            return [
                Column(name: "Status") { object, _ in
                    let isReady = object.condition("Ready")?["status"]?.string == "True"
                    let isCordoned = object[at: "spec", "unschedulable"]?.bool == true
                    return .string((isReady ? "Ready" : "NotReady") + (isCordoned ? ",SchedulingDisabled" : ""))
                },
                Column(name: "Roles") { object, _ in
                    let prefix = "node-role.kubernetes.io/"
                    let roles = object.labels.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
                    return .string(roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ","))
                },
                Column(name: "Version", cell: text("status", "nodeInfo", "kubeletVersion")),
            ]
        case "Namespace", "PersistentVolume": return [Column(name: "Status", cell: text("status", "phase"))]
        case "PersistentVolumeClaim":
            return [
                Column(name: "Status", cell: text("status", "phase")),
                Column(name: "Volume", cell: text("spec", "volumeName")),
                Column(name: "StorageClass", cell: text("spec", "storageClassName")),
            ]
        case "ConfigMap":
            return [
                Column(name: "Data", type: "integer") { object, _ in .integer(Int64(object["data"]?.object?.count ?? 0))
                }
            ]
        case "Secret":
            return [
                Column(name: "Type", cell: text("type")),
                Column(name: "Data", type: "integer") { object, _ in .integer(Int64(object["data"]?.object?.count ?? 0))
                },
            ]
        case "Event":
            return [
                Column(name: "Type", cell: text("type")), Column(name: "Reason", cell: text("reason")),
                Column(name: "Object") { object, _ in
                    let kind = object[at: "involvedObject", "kind"]?.string?.lowercased() ?? ""
                    return .string("\(kind)/\(object[at: "involvedObject", "name"]?.string ?? "")")
                },
                Column(name: "Message", cell: text("message")),
            ]
        case "StorageClass":
            return [Column(name: "Provisioner", cell: text("provisioner"))]
        default: return []
        }
    }

    private static func podStatus(_ pod: Value) -> String {
        if pod.isBeingDeleted { return "Terminating" }
        let states = pod[at: "status", "containerStatuses"]?.array ?? []
        let waiting = states.compactMap { $0[at: "state", "waiting", "reason"]?.string }.first
        let ended = states.compactMap { $0[at: "state", "terminated", "reason"]?.string }.first
        return waiting ?? ended ?? pod[at: "status", "phase"]?.string ?? "Unknown"
    }
}

/// The small part of JSONPath that printer columns use: `.a.b`, `.a['x/y']`, `.a[0]`, `.a[?(@.type=="Ready")].status`.
enum FieldPath {
    static func value(_ path: String, in object: Value) -> Value? {
        var current: Value? = object
        for step in steps(path) {
            guard let found = current else { return nil }
            switch step {
            case .member(let name): current = found[name]
            case .index(let index):
                let count = found.array?.count ?? 0
                current = found[index < 0 ? count + index : index]
            case .match(let key, let text):
                current = found.array?.first { $0[key]?.string == text }
            }
        }
        return current
    }

    private enum Step {
        case member(String)
        case index(Int)
        case match(String, String)
    }

    private static func steps(_ path: String) -> [Step] {
        var steps: [Step] = []
        var name = ""
        var rest = path[...]
        func flush() {
            if !name.isEmpty { steps.append(.member(name)) }
            name = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case ".": flush()
            case "\\":
                if let next = rest.popFirst() { name.append(next) }
            case "[":
                flush()
                guard let close = rest.firstIndex(of: "]") else { return steps }
                let inner = String(rest[..<close])
                rest = rest[rest.index(after: close)...]
                if let index = Int(inner) {
                    steps.append(.index(index))
                } else if inner.hasPrefix("?(@."), let sign = inner[...].range(ofText: "==") {
                    let key = inner[..<sign.lowerBound].dropFirst(4).filter { $0 != " " }
                    steps.append(.match(String(key), unquoted(inner[sign.upperBound...].filter { $0 != ")" })))
                } else {
                    steps.append(.member(unquoted(inner)))
                }
            default: name.append(character)
            }
        }
        flush()
        return steps
    }

    private static func unquoted(_ text: String) -> String { text.filter { !["\"", "'", " "].contains($0) } }
}

import TestSupport
import Value

/// Writes nodes and pods in the protobuf of an API server, from their JSON: the other way round than what is tested, and
/// with its own table of numbers.
enum FleetProtobuf {
    indirect enum Form: Sendable {
        case text, number, bool, quantity
        case map(Form)
        case message([String: (Int, Form)])
    }

    static func node(_ node: Value) -> [UInt8] { bytes(node, nodeFields) }
    static func pod(_ pod: Value) -> [UInt8] { bytes(pod, podFields) }

    static func list(_ kind: String, _ items: [Value], continueToken: String = "") -> [UInt8] {
        ProtobufWriter.list(kind: "\(kind)List", items.map(kind == "Node" ? node : pod), continueToken: continueToken)
    }

    private static let metadata: Form = .message([
        "name": (1, .text), "namespace": (3, .text), "uid": (5, .text), "resourceVersion": (6, .text),
        "generation": (7, .number), "labels": (11, .map(.text)), "annotations": (12, .map(.text)),
    ])

    private static let condition: Form = .message([
        "type": (1, .text), "status": (2, .text), "reason": (5, .text), "message": (6, .text),
    ])

    private static let nodeFields: [String: (Int, Form)] = [
        "metadata": (1, metadata), "spec": (2, nodeSpec), "status": (3, nodeStatus),
    ]

    private static let taint: Form = .message(["key": (1, .text), "value": (2, .text), "effect": (3, .text)])

    private static let nodeSpec: Form = .message([
        "podCIDR": (1, .text), "providerID": (3, .text), "unschedulable": (4, .bool), "taints": (5, taint),
    ])

    private static let address: Form = .message(["type": (1, .text), "address": (2, .text)])
    private static let image: Form = .message(["names": (1, .text), "sizeBytes": (2, .number)])
    private static let named: Form = .message(["name": (1, .text)])

    private static let nodeStatus: Form = .message([
        "capacity": (1, .map(.quantity)), "allocatable": (2, .map(.quantity)), "conditions": (4, condition),
        "addresses": (5, address), "nodeInfo": (7, info), "images": (8, image), "runtimeHandlers": (12, named),
    ])

    private static let info: Form = .message([
        "machineID": (1, .text), "kernelVersion": (4, .text), "osImage": (5, .text),
        "containerRuntimeVersion": (6, .text), "kubeletVersion": (7, .text), "kubeProxyVersion": (8, .text),
        "operatingSystem": (9, .text), "architecture": (10, .text),
    ])

    private static let resources: Form = .message(["limits": (1, .map(.quantity)), "requests": (2, .map(.quantity))])

    private static let variable: Form = .message(["name": (1, .text), "value": (2, .text)])

    private static let container: Form = .message([
        "name": (1, .text), "image": (2, .text),
        "env": (7, variable), "resources": (8, resources), "restartPolicy": (24, .text),
    ])

    private static let podFields: [String: (Int, Form)] = [
        "metadata": (1, metadata), "spec": (2, podSpec), "status": (3, podStatus),
    ]

    private static let podSpec: Form = .message([
        "containers": (2, container), "restartPolicy": (3, .text), "nodeSelector": (7, .map(.text)),
        "nodeName": (10, .text), "initContainers": (20, container), "priority": (25, .number),
        "overhead": (32, .map(.quantity)), "schedulingGates": (38, named), "resources": (40, resources),
    ])

    private static let podStatus: Form = .message(["phase": (1, .text), "conditions": (2, condition)])

    private static func bytes(_ value: Value, _ fields: [String: (Int, Form)]) -> [UInt8] {
        ProtobufWriter { writer in
            for (key, member) in value.object ?? [:] where !member.isNull {
                guard let (number, form) = fields[key] else { preconditionFailure("'\(key)' has no number here") }
                for element in member.array ?? [member] { write(element, as: form, UInt64(number), to: &writer) }
            }
        }.bytes
    }

    private static func write(_ value: Value, as form: Form, _ number: UInt64, to writer: inout ProtobufWriter) {
        switch form {
        case .text: writer.text(number, value.string ?? "")
        case .number: writer.number(number, value.integer ?? 0)
        case .bool: writer.number(number, value == true ? 1 : 0)
        case .quantity:
            // What is written as a number in JSON is text here.
            writer.message(number) { $0.text(1, value.string ?? value.integer.map(String.init) ?? "") }
        case .message(let fields): writer.data(number, bytes(value, fields))
        case .map(let form):
            for (key, member) in value.object ?? [:] {
                writer.message(number) { entry in
                    entry.text(1, key)
                    write(member, as: form, 2, to: &entry)
                }
            }
        }
    }
}

import Kubernetes

/// From protobuf. The numbers of fields are those of k8s.io/api's core/v1/generated.proto, which never change; a field
/// that is left out has the empty value of its type.
extension APIPod: FleetObject {
    init(protobuf message: ProtobufMessage) throws {
        self.init(metadata: Metadata(name: ""))
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 1: metadata = try Metadata(protobuf: field.message())
            case 2: spec = try Spec(protobuf: field.message())
            case 3: status = try Status(protobuf: field.message())
            default: break
            }
        }
        guard !metadata.name.isEmpty else { throw ProtobufError(.unsupported, "a pod has no name") }
    }
}

extension APIPod.Metadata {
    /// `ObjectMeta`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init(name: "")
        var message = message
        var labels: [String: String] = [:]
        while let field = try message.next() {
            switch field.number {
            case 1: name = try field.text()
            case 3: namespace = try field.text()
            case 11:
                let (key, value) = try field.entry()
                labels[key] = try value?.text() ?? ""
            default: break
            }
        }
        self.labels = labels
    }
}

extension APIPod.Spec {
    /// `PodSpec`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        var (containers, initContainers) = ([APIPod.Container](), [APIPod.Container]())
        var overhead: [String: QuantityText] = [:]
        var gates: [APIPod.Gate] = []
        while let field = try message.next() {
            switch field.number {
            case 2: containers.append(try APIPod.Container(protobuf: field.message()))
            case 10: nodeName = try field.text()
            case 20: initContainers.append(try APIPod.Container(protobuf: field.message()))
            case 25: priority = try field.integer()
            case 32: try overhead.add(protobuf: field)
            case 38: gates.append(try APIPod.Gate(protobuf: field.message()))
            case 40: resources = try APIPod.Resources(protobuf: field.message())
            default: break
            }
        }
        self.containers = containers
        self.initContainers = initContainers
        self.overhead = overhead
        schedulingGates = gates
    }
}

extension APIPod.Container {
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 8: resources = try APIPod.Resources(protobuf: field.message())
            case 24: restartPolicy = try field.text()
            default: break
            }
        }
    }
}

extension APIPod.Resources {
    /// `ResourceRequirements`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        var (limits, requests) = ([String: QuantityText](), [String: QuantityText]())
        while let field = try message.next() {
            switch field.number {
            case 1: try limits.add(protobuf: field)
            case 2: try requests.add(protobuf: field)
            default: break
            }
        }
        self.limits = limits
        self.requests = requests
    }
}

extension APIPod.Gate {
    /// `PodSchedulingGate`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init(name: "")
        var message = message
        while let field = try message.next() {
            if field.number == 1 { name = try field.text() }
        }
    }
}

extension APIPod.Status {
    /// `PodStatus`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        var conditions: [APIPod.Condition] = []
        while let field = try message.next() {
            switch field.number {
            case 1: phase = try field.text()
            case 2: conditions.append(try APIPod.Condition(protobuf: field.message()))
            default: break
            }
        }
        self.conditions = conditions
    }
}

extension APIPod.Condition {
    /// `PodCondition`.
    fileprivate init(protobuf condition: ProtobufMessage) throws {
        self.init(type: "", status: "")
        var condition = condition
        while let field = try condition.next() {
            switch field.number {
            case 1: type = try field.text()
            case 2: status = try field.text()
            case 5: reason = try field.text()
            case 6: message = try field.text()
            default: break
            }
        }
    }
}

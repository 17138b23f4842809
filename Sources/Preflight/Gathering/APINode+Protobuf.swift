import Kubernetes

/// From protobuf. The numbers of fields are those of k8s.io/api's core/v1/generated.proto, which never change; a field
/// that is left out has the empty value of its type.
extension APINode: FleetObject {
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
        guard !metadata.name.isEmpty else { throw ProtobufError(.unsupported, "a node has no name") }
    }
}

extension APINode.Metadata {
    /// `ObjectMeta`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init(name: "")
        var message = message
        var labels: [String: String] = [:]
        while let field = try message.next() {
            switch field.number {
            case 1: name = try field.text()
            case 11:
                let (key, value) = try field.entry()
                labels[key] = try value?.text() ?? ""
            default: break
            }
        }
        self.labels = labels
    }
}

extension APINode.Spec {
    /// `NodeSpec`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        var taints: [APINode.Taint] = []
        while let field = try message.next() {
            switch field.number {
            case 4: unschedulable = try field.bool()
            case 5: taints.append(try APINode.Taint(protobuf: field.message()))
            default: break
            }
        }
        self.taints = taints
    }
}

extension APINode.Taint {
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init(key: "", effect: "")
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 1: key = try field.text()
            case 2: value = try field.text()
            case 3: effect = try field.text()
            default: break
            }
        }
    }
}

extension APINode.Status {
    /// `NodeStatus`; the images that a node holds are most of it, and are left out.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        var (capacity, allocatable) = ([String: QuantityText](), [String: QuantityText]())
        var (conditions, handlers) = ([APINode.Condition](), [APINode.Handler]())
        while let field = try message.next() {
            switch field.number {
            case 1: try capacity.add(protobuf: field)
            case 2: try allocatable.add(protobuf: field)
            case 4: conditions.append(try APINode.Condition(protobuf: field.message()))
            case 7: nodeInfo = try APINode.Info(protobuf: field.message())
            case 12: handlers.append(try APINode.Handler(protobuf: field.message()))
            default: break
            }
        }
        self.capacity = capacity
        self.allocatable = allocatable
        self.conditions = conditions
        runtimeHandlers = handlers
    }
}

extension APINode.Condition {
    /// `NodeCondition`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init(type: "", status: "")
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 1: type = try field.text()
            case 2: status = try field.text()
            default: break
            }
        }
    }
}

extension APINode.Info {
    /// `NodeSystemInfo`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 7: kubeletVersion = try field.text()
            case 9: operatingSystem = try field.text()
            case 10: architecture = try field.text()
            default: break
            }
        }
    }
}

extension APINode.Handler {
    /// `NodeRuntimeHandler`.
    fileprivate init(protobuf message: ProtobufMessage) throws {
        self.init()
        var message = message
        while let field = try message.next() {
            if field.number == 1 { name = try field.text() }
        }
    }
}

extension [String: QuantityText] {
    /// One entry of a map of resources, whose values are `Quantity` with the text as field 1.
    mutating func add(protobuf field: ProtobufField) throws {
        let (resource, value) = try field.entry()
        var text = "0"
        if var quantity = try value?.message() {
            while let part = try quantity.next() {
                if part.number == 1 { text = try part.text() }
            }
        }
        self[resource] = QuantityText(text)
    }
}

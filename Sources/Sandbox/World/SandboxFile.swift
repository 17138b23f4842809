public import Value
import YAML

/// What a sandbox cluster consists of at its start, as `--sandbox=FILE` gives it.
public struct SandboxFile: Sendable {
    public var version = "v1.34.2+sandbox"
    public var nodes: [Node] = []
    public var storageClasses: [StorageClass] = []
    /// Besides the administrator.
    public var users: [SandboxUser] = [.restricted]
    public var faults: [SandboxFault] = []
    public var delays = SandboxDelays()
    /// Created at the start, in this order.
    public var objects: [Value] = []
    /// True where the GPU Operator is to be there already: its definition, its policy and its labels.
    public var hasGPUOperator = false

    public struct Node: Sendable, Hashable {
        public var name: String
        public var cpu = "32"
        public var memory = "128Gi"
        public var gpus: GPUs?
        public var labels: Object = [:]
        public var taints: [Value] = []
        public var isCordoned = false
        public var isReady = true

        public init(name: String) { self.name = name }
    }

    public struct GPUs: Sendable, Hashable {
        public var count: Int64
        public var product: String
        /// MiB of each GPU.
        public var memory: Int64
        public var resource = "nvidia.com/gpu"

        public init(count: Int64, product: String, memory: Int64, resource: String = "nvidia.com/gpu") {
            self.count = count
            self.product = product
            self.memory = memory
            self.resource = resource
        }
    }

    public struct StorageClass: Sendable, Hashable {
        public var name: String
        public var isDefault: Bool
        public init(name: String, isDefault: Bool) {
            self.name = name
            self.isDefault = isDefault
        }
    }

    public init() {}

    /// Reads a sandbox file.
    ///
    /// - Throws: `SandboxError` that names the place in the file.
    public init(text: String, file: String) throws {
        guard text.utf8.count <= SandboxLimits.sandboxFile else {
            throw SandboxError(
                .invalidFile, "\(file): a sandbox file may have at most \(SandboxLimits.sandboxFile) bytes")
        }
        self.init()
        do {
            try read(YAMLFields(try YAML.decodeDocument(text, file: file)))
        } catch let error as SandboxError {
            throw error
        } catch {
            throw SandboxError(.invalidFile, "\(error)", underlying: error)
        }
    }

    /// The built-in cluster: two nodes with eight H100 each, two without GPUs, one cordoned, and a control plane.
    public static let standard: SandboxFile = {
        do { return try SandboxFile(text: standardText, file: "built-in sandbox") } catch {
            preconditionFailure("the built-in sandbox file is wrong: \(error)")
        }
    }()

    static let standardText = """
        apiVersion: groundcrew/v1
        kind: Sandbox
        version: v1.34.2+sandbox
        gpuOperator: true
        nodes:
          - name: control-plane-0
            cpu: "8"
            memory: 32Gi
            labels: {node-role.kubernetes.io/control-plane: ""}
            taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]
          - name: cpu-0
          - name: cpu-1
          - name: cpu-2
            cordoned: true
          - name: gpu-0
            cpu: "192"
            memory: 2Ti
            gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}
          - name: gpu-1
            cpu: "192"
            memory: 2Ti
            gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}
        storageClasses:
          - {name: sandbox-standard, default: true}
          - {name: sandbox-slow}
        """
}

// MARK: - Reading

extension SandboxFile {
    private mutating func read(_ fields: YAMLFields) throws {
        let apiVersion = try fields.requiredString("apiVersion")
        guard apiVersion == "groundcrew/v1" else {
            throw fields.error("apiVersion", "is '\(apiVersion)'; a sandbox file has apiVersion groundcrew/v1")
        }
        let kind = try fields.requiredString("kind")
        guard kind == "Sandbox" else { throw fields.error("kind", "is '\(kind)'; a sandbox file has kind Sandbox") }
        version = try fields.string("version") ?? version
        hasGPUOperator = try fields.bool("gpuOperator") ?? false
        nodes = try (fields.list("nodes") ?? []).map(Self.node)
        storageClasses = try (fields.list("storageClasses") ?? []).map { entry in
            try entry.rejectUnknown(known: ["name", "default"])
            return StorageClass(name: try entry.requiredString("name"), isDefault: try entry.bool("default") ?? false)
        }
        if let entries = try fields.list("users") { users = try entries.map(Self.user) }
        faults = try (fields.list("faults") ?? []).map(Self.fault)
        if let entry = try fields.fields("delays") { try Self.readDelays(entry, &delays) }
        objects = try (fields.list("objects") ?? []).map { entry in
            _ = try entry.requiredString("apiVersion")
            _ = try entry.requiredString("kind")
            return .object(entry.object)
        }
        try fields.rejectUnknown(
            known: [
                "apiVersion", "kind", "version", "gpuOperator", "nodes", "storageClasses", "users", "faults", "delays",
                "objects",
            ])
    }

    private static func node(_ fields: YAMLFields) throws -> Node {
        var node = Node(name: try fields.requiredString("name"))
        guard Patterns.isSubdomain(node.name) else {
            throw fields.error(
                "name", "is '\(node.name)'; a node's name consists of lower case letters, digits, '-' and '.'")
        }
        node.cpu = try fields.string("cpu") ?? node.cpu
        node.memory = try fields.string("memory") ?? node.memory
        for key in ["cpu", "memory"] {
            let text = key == "cpu" ? node.cpu : node.memory
            do { _ = try Quantity(text) } catch {
                throw fields.error(key, "is '\(text)'; write a quantity such as 128Gi")
            }
        }
        if let gpus = try fields.fields("gpus") {
            node.gpus = GPUs(
                count: try gpus.integer("count", in: gpuCount) ?? 1, product: try gpus.requiredString("product"),
                memory: try gpus.integer("memory", in: gpuMemory) ?? 81_559,
                resource: try gpus.string("resource") ?? "nvidia.com/gpu")
            try gpus.rejectUnknown(known: ["count", "product", "memory", "resource"])
        }
        node.labels = try fields.rawObject("labels") ?? [:]
        node.taints = try (fields.list("taints") ?? []).map { entry in
            _ = try entry.requiredString("key")
            _ = try entry.choice("effect", of: taintEffects)
            try entry.rejectUnknown(known: ["key", "value", "effect"])
            return .object(entry.object)
        }
        node.isCordoned = try fields.bool("cordoned") ?? false
        node.isReady = try fields.bool("ready") ?? true
        try fields.rejectUnknown(known: ["name", "cpu", "memory", "gpus", "labels", "taints", "cordoned", "ready"])
        return node
    }

    private static func user(_ fields: YAMLFields) throws -> SandboxUser {
        let rules = try fields.list("rules")?.map { entry in
            try entry.rejectUnknown(known: ["apiGroups", "resources", "verbs", "resourceNames", "namespaces"])
            return SandboxUser.Rule(
                apiGroups: try entry.strings("apiGroups") ?? [""], resources: try entry.strings("resources") ?? [],
                verbs: try entry.strings("verbs") ?? [], resourceNames: try entry.strings("resourceNames") ?? [],
                namespaces: try entry.strings("namespaces") ?? [])
        }
        try fields.rejectUnknown(known: ["name", "token", "groups", "rules"])
        return SandboxUser(
            name: try fields.requiredString("name"), groups: try fields.strings("groups") ?? ["system:authenticated"],
            token: try fields.requiredString("token"), rules: rules ?? [])
    }

    private static func fault(_ fields: YAMLFields) throws -> SandboxFault {
        try fields.rejectUnknown(known: ["kind", "name", "namespace", "fault", "message"])
        let kind = try fields.requiredString("kind")
        let allowed = kind == "Pod" ? PodFault.allCases.map(\.rawValue) : ResourceFault.allCases.map(\.rawValue)
        guard let fault = try fields.choice("fault", of: allowed) else { throw fields.error("fault", "is required") }
        var asked = SandboxFault(
            kind: kind, name: try fields.requiredString("name"), namespace: try fields.string("namespace"),
            fault: fault, message: try fields.string("message"))
        asked.place = fields.location(of: "kind")
        return asked
    }

    private static func readDelays(_ fields: YAMLFields, _ delays: inout SandboxDelays) throws {
        for (key, path) in delayPaths {
            guard let text = try fields.string(key) else { continue }
            guard let duration = Duration(sandboxText: text) else {
                throw fields.error(key, "is '\(text)'; write a duration such as 500ms, 10s or 2m")
            }
            delays[keyPath: path] = duration
        }
        try fields.rejectUnknown(known: Set(delayPaths.map(\.name)))
    }
}

// MARK: - What reader and schema share

extension SandboxFile {
    static let gpuCount: ClosedRange<Int64> = 1...1024
    /// In MiB.
    static let gpuMemory: ClosedRange<Int64> = 1...10_000_000
    static let taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    static var delayPaths: [(name: String, path: WritableKeyPath<SandboxDelays, Duration>)] {
        [
            ("establish", \.establish), ("schedule", \.schedule), ("pullImage", \.pullImage),
            ("becomeReady", \.becomeReady), ("loadModel", \.loadModel), ("runJob", \.runJob),
            ("terminate", \.terminate), ("bindVolume", \.bindVolume), ("applyDefinitions", \.applyDefinitions),
            ("notice", \.notice),
        ]
    }
}

extension Duration {
    /// `500ms`, `10s`, `2m`; nil for anything else and for more than a day.
    init?(sandboxText text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 86_400_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(number)
        case "s": self = .seconds(number)
        case "m" where number <= 1_440: self = .seconds(number * 60)
        default: return nil
        }
    }
}

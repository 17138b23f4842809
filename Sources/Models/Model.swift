public import Value

/// What is known of a model before it runs.
public struct Model: Sendable, Equatable {
    /// The repository's id on Hugging Face, such as `Qwen/Qwen3-0.6B`.
    public var id: String
    public var name: String
    public var summary: String
    public var task: String
    /// As published, such as `0.6B`; nil when unknown.
    public var parameters: String?
    /// As `config.json` of the repository names it, such as `Qwen3ForCausalLM`; nil when unknown.
    public var architecture: String?
    /// Tokens of prompt and answer together; nil when unknown.
    public var contextLength: Int64?
    /// Engines known to serve it; nil when unknown, which rules nothing out.
    public var engines: [String]?
    /// The least GPU memory; nil when unknown.
    public var memory: Quantity?
    public var license: String?
    /// Whether the hub asks for a token; nil when unknown.
    public var isGated: Bool?
    public var isFromCatalog: Bool

    /// A model outside the catalog, of which only the id is known.
    public init(unlisted id: String) {
        self.init(id: id, name: id, summary: "not in the catalog", task: "text-generation", isFromCatalog: false)
    }

    init(
        id: String, name: String, summary: String, task: String, parameters: String? = nil,
        architecture: String? = nil, contextLength: Int64? = nil, engines: [String]? = nil, memory: Quantity? = nil,
        license: String? = nil,
        isGated: Bool? = nil, isFromCatalog: Bool = true
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.task = task
        self.parameters = parameters
        self.architecture = architecture
        self.contextLength = contextLength
        self.engines = engines
        self.memory = memory
        self.license = license
        self.isGated = isGated
        self.isFromCatalog = isFromCatalog
    }

    /// Bytes of a deployment's name that every provider takes.
    public static let longestDeploymentName = 37

    /// A DNS label made of the id's last part, no longer than that: `Qwen/Qwen3-0.6B` gives `qwen3-0-6b`.
    public var deploymentName: String {
        let last = id.split(separator: "/").last ?? ""
        var name = ""
        for byte in last.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.unicodeScalars.append(Unicode.Scalar(byte + 32))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                if !name.isEmpty && !name.hasSuffix("-") { name += "-" }
            }
        }
        if let first = name.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { name = "m-" + name }
        name = String(name.prefix(Self.longestDeploymentName))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "model" : name
    }

    /// As conditions and JSON output see it; unknown fields are null.
    public var value: Value {
        [
            "id": .string(id), "name": .string(name), "description": .string(summary), "task": .string(task),
            "parameters": parameters.map(Value.string) ?? .null,
            "architecture": architecture.map(Value.string) ?? .null,
            "contextLength": contextLength.map(Value.integer) ?? .null,
            "engines": engines.map { .array($0.map(Value.string)) } ?? .null,
            "minimumGPUMemory": memory.map { .string($0.description) } ?? .null,
            "license": license.map(Value.string) ?? .null,
            "gated": isGated.map(Value.bool) ?? .null,
            "inCatalog": .bool(isFromCatalog),
        ]
    }
}

extension Model {
    /// Whether `id` may be a repository's id: one or two parts of letters, digits, `.`, `_` and `-`.
    public static func isRepositoryID(_ id: String) -> Bool {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
                    return false
                }
                return part.utf8.allSatisfy(isRepositoryByte)
            }
    }

    private static func isRepositoryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
